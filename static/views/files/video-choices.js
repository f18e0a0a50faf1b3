/** What kind of video is asked for: text in the frames or a track, cues, style, background. */

import { html } from "htm/preact";

import { Delivery } from "../ui/export-delivery.js";

/** @typedef {import("./video-dialog.js").Chosen} Chosen */
/** @typedef {(changed: Partial<Chosen>) => void} Set */
/** @typedef {Chosen["style"]} Style */

const SIZES = /** @type {const} */ ([[1280, 720], [1920, 1080], [1080, 1920], [1080, 1080]]);

/**
 * @param {object} props
 * @param {Chosen} props.chosen
 * @param {Set} props.set
 * @param {import("./video-dialog.js").Presets} props.presets
 * @param {import("./video-dialog.js").Profiles} props.profiles
 * @param {boolean} props.hasVideo
 * @param {number | null} props.frameRate
 */
export function VideoChoices({ chosen, set, presets, profiles, hasVideo, frameRate }) {
  const { mode, container, profile } = chosen;
  return html`<div class="export-choices">
    <fieldset class="choices"><legend>Subtitles</legend>
      ${[["burn-in", "In the frames (burn-in)"], ["track", "As a track that players can turn off"]].map(([name, label]) => html`<label key=${name}>
        <input type="radio" name="mode" value=${name} checked=${name === mode} onChange=${() => set({ mode: /** @type {Chosen["mode"]} */ (name) })} /> ${label}</label>`)}
      <${Choice} label="File" name="container" value=${container} options=${[["mp4", "MP4"], ["mkv", "MKV"]]} set=${(/** @type {Chosen["container"]} */ value) => set({ container: value })} />
    </fieldset>
    <${Delivery} profiles=${profiles} choice=${{ profile, frameRate: chosen.frameRate }} frameRate=${frameRate} set=${(/** @type {{profile: string, frameRate: string}} */ choice) => set(choice)} />
    ${mode === "burn-in" ? html`<${Look} chosen=${chosen} set=${set} presets=${presets} />${!hasVideo && html`<${Background} canvas=${chosen.canvas} set=${set} />`}`
      : html`<${TrackFields} chosen=${chosen} set=${set} />`}
  </div>`;
}

/** @param {{chosen: Chosen, set: Set, presets: import("./video-dialog.js").Presets}} props */
function Look({ chosen, set, presets }) {
  const usual = presets.find(({ name }) => name === chosen.preset)?.style ?? presets[0].style;
  const style = { ...usual, ...chosen.style };
  const change = (/** @type {Style} */ changed) => set({ style: { ...chosen.style, ...changed } });
  const number = (/** @type {"size" | "margin" | "edge_width"} */ name, /** @type {string} */ label, /** @type {number} */ min, /** @type {number} */ max, step = 0.5) => html`<label>${label}
    <input type="number" name=${name} min=${min} max=${max} step=${step} value=${style[name]} onChange=${(/** @type {Event} */ event) => change({ [name]: Math.min(max, Math.max(min, Number(valueOf(event)) || min)) })} /></label>`;
  return html`<fieldset class="choices video-style"><legend>Style</legend>
    <${Choice} label="Preset" name="preset" value=${chosen.preset} options=${presets.map(({ name, title }) => [name, title])} set=${(/** @type {Chosen["preset"]} */ preset) => set({ preset, style: {} })} />
    <label>Font <input name="font" value=${style.font} onChange=${(/** @type {Event} */ event) => change({ font: valueOf(event).trim() || usual.font })} /></label>
    ${number("size", "Height of a line, %", 2, 15)}
    <label>Colour <input type="color" name="colour" value=${style.colour} onInput=${(/** @type {Event} */ event) => change({ colour: valueOf(event) })} /></label>
    <${Choice} label="Behind the text" name="edge" value=${style.edge} options=${[["outline", "Outline"], ["box", "Box"], ["none", "Nothing"]]} set=${(/** @type {Style["edge"]} */ edge) => change({ edge })} />
    ${style.edge !== "none" && html`<label>Its colour <input type="color" name="edge_colour" value=${style.edge_colour} onInput=${(/** @type {Event} */ event) => change({ edge_colour: valueOf(event) })} /></label>
      ${number("edge_width", "Its width, %", 0, 3, 0.1)}`}
    ${style.edge === "box" && html`<label>Opacity, % <input type="number" name="opacity" min="0" max="100" step="5" value=${Math.round(style.opacity * 100)} onChange=${(/** @type {Event} */ event) => change({ opacity: Math.min(100, Math.max(0, Number(valueOf(event)))) / 100 })} /></label>`}
    <label>Bold <input type="checkbox" name="is_bold" checked=${style.is_bold} onChange=${(/** @type {Event} */ event) => change({ is_bold: /** @type {HTMLInputElement} */ (event.target).checked })} /></label>
    <${Choice} label="Position" name="position" value=${style.position} options=${[["bottom", "Bottom"], ["top", "Top"]]} set=${(/** @type {Style["position"]} */ position) => change({ position })} />
    ${number("margin", "Safe area, %", 0, 25)}
    <${Choice} label="Quality" name="quality" value=${chosen.quality} options=${[["small", "Small file"], ["normal", "Normal"], ["high", "High"]]} set=${(/** @type {Chosen["quality"]} */ quality) => set({ quality })} />
    <p class="quiet">Percent of the video's shorter side. The font is one of the server's computer.</p>
  </fieldset>`;
}

/** @param {{canvas: Chosen["canvas"], set: Set}} props */
function Background({ canvas, set }) {
  const change = (/** @type {string} */ size) => {
    const [width, height] = size.split("x").map(Number);
    set({ canvas: { ...canvas, width, height } });
  };
  return html`<fieldset class="choices video-style"><legend>Background: there is no video</legend>
    <${Choice} label="Size" name="canvas" value=${`${canvas.width}x${canvas.height}`} options=${SIZES.map(([width, height]) => [`${width}x${height}`, `${width} × ${height}`])} set=${change} />
    <label>Colour <input type="color" name="canvas_colour" value=${canvas.colour} onInput=${(/** @type {Event} */ event) => set({ canvas: { ...canvas, colour: valueOf(event) } })} /></label>
  </fieldset>`;
}

/** @param {{chosen: Chosen, set: Set}} props */
function TrackFields({ chosen, set }) {
  return html`<fieldset class="choices video-style"><legend>Track</legend>
    <label>Title <input name="track_title" maxlength="200" value=${chosen.title} placeholder="none" onChange=${(/** @type {Event} */ event) => set({ title: valueOf(event).trim() })} /></label>
    ${chosen.container === "mkv" && html`<${Choice} label="Format" name="track_format" value=${chosen.trackFormat} options=${[["srt", "SubRip"], ["ass", "ASS, with the style"]]} set=${(/** @type {Chosen["trackFormat"]} */ trackFormat) => set({ trackFormat })} />`}
  </fieldset>`;
}

/** @param {{label: string, name: string, value: string, options: readonly (readonly string[])[], set: (value: string) => void}} props */
function Choice({ label, name, value, options, set }) {
  return html`<label>${label} <select name=${name} onChange=${(/** @type {Event} */ event) => set(valueOf(event))}>
    ${options.map(([key, title]) => html`<option key=${key} value=${key} selected=${key === value}>${title}</option>`)}
  </select></label>`;
}

/** @param {Event} event */
function valueOf(event) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;
}
