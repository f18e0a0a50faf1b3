/**
 * Display of the audio: spectrogram on or off, its scale and contrast, one waveform or one per channel.
 * Set in a panel under the timeline and by keys; stored in this browser.
 */

import { computed, effect, signal, untracked } from "@preact/signals";
import { html } from "htm/preact";
import { render } from "preact";

import { Peaks } from "../../core/timeline/peaks.js";
import { SpectrogramView } from "./spectrogram.js";
import { keyText } from "../ui/key-labels.js";
import { showPopover } from "../ui/overlays.js";
import { giveBackFocusOf } from "../ui/caret-memory.js";

/** @typedef {import("../../core/commands/settings.js").Settings} Settings */
/** @typedef {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} SettingsStore */

const RETRY_MS = 3_200;
const PLACES = /** @type {const} */ (["off", "below", "over"]);
const PLACE_NAMES = { off: "Off", below: "Below the waveform", over: "Instead of the waveform" };
const SCALE_NAMES = { linear: "Linear", mel: "Mel" };
const COLOUR_NAMES = { auto: "Same as the theme", heat: "Heat", ink: "Ink" };
const WAVE_NAMES = { mixed: "All channels mixed", both: "One lane per channel" };

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {SettingsStore} options.settingsStore
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/sync/api-types.js").Media>} options.media
 * @param {() => void} options.redraw
 */
export function createDisplayOptions(scope, { settingsStore, media, redraw }) {
  const { settings, change } = settingsStore;
  const hasSpectrogram = computed(() => (media.value?.spectrogram?.levels ?? 0) > 0);
  const hasChannels = computed(() => (media.value?.peaks?.channels ?? 1) > 1);
  const place = computed(() => (hasSpectrogram.value ? settings.value.spectrogram : "off"));
  const looks = () => {
    const { spectrogramScale, spectrogramContrast, spectrogramBrightness, spectrogramColours } = settings.peek();
    return /** @type {import("./spectrogram.js").Looks} */ ({
      place: place.peek(),
      scale: spectrogramScale,
      contrast: spectrogramContrast,
      brightness: spectrogramBrightness,
      colours: spectrogramColours,
    });
  };
  /** Changes when the audio changes, not with every progress report of the recording. */
  const audioKey = computed(() => `${media.value?.id} ${media.value?.audio_stream} ${media.value?.duration}`);
  const channels = signal(/** @type {Peaks | null} */ (null));
  /** @type {SpectrogramView | null} */
  let spectrogramView = null;

  scope.add(
    effect(() => {
      void audioKey.value;
      spectrogramView?.release();
      spectrogramView = hasSpectrogram.value ? new SpectrogramView(untracked(() => media.value), redraw) : null;
    }),
  );
  scope.add(
    effect(() => {
      const isWanted = hasChannels.value && settings.value.waveform === "both";
      void audioKey.value;
      channels.value = isWanted ? openChannels(media.peek(), redraw) : null;
    }),
  );
  scope.add(
    effect(() => {
      void settings.value;
      if (place.value === "off") spectrogramView?.release();
      redraw();
    }),
  );
  scope.add(() => spectrogramView?.release());
  // The channels of an old recording are first read from its original file: poll until they are ready.
  scope.every(RETRY_MS, () => channels.peek() && !channels.peek()?.loudest() && redraw());

  const shownPlace = () => /** @type {"below" | "over"} */ (place.peek());
  return {
    settings,
    change,
    place,
    hasSpectrogram,
    hasChannels,
    /** The spectrogram for a scene. @returns {import("./paint.js").Scene["spectrogram"]} */
    spectrogram: () =>
      place.peek() === "off" || !spectrogramView
        ? null
        : { place: shownPlace(), shape: spectrogramView.shape, scale: looks().scale, paint: (ctx, scene, band) => spectrogramView?.paint(ctx, scene, band, looks()) },
    /** State of the visible part of the spectrogram: "ready", "drawing" or "failing". */
    state: () => (place.peek() === "off" ? "ready" : (spectrogramView?.state ?? "ready")),
    /** Peaks of two channels, once they are loaded. */
    channels: () => (channels.peek()?.loudest() ? channels.peek() : null),
    showsChannels: computed(() => channels.value !== null),
    /** Actions of the keys. */
    actions: {
      nextSpectrogram: () => {
        const at = PLACES.indexOf(settings.peek().spectrogram);
        change({ spectrogram: PLACES[(at + 1) % PLACES.length] });
      },
      switchScale: () => change({ spectrogramScale: settings.peek().spectrogramScale === "mel" ? "linear" : "mel" }),
      switchChannels: () => {
        if (hasChannels.peek()) change({ waveform: settings.peek().waveform === "both" ? "mixed" : "both" });
      },
    },
  };
}

/** @typedef {ReturnType<typeof createDisplayOptions>} DisplayOptions */

/**
 * @param {import("../../core/sync/api-types.js").Media} media
 * @param {() => void} onLoad
 */
function openChannels(media, onLoad) {
  return new Peaks({
    url: (level) => `/api/v1/media/${media.id}/peaks/${level}?channels=2`,
    samplesPerPeak: media.peaks.samples_per_peak,
    sampleRate: media.peaks.sample_rate,
    durationMs: (media.duration ?? 0) * 1000,
    channels: 2,
    onLoad,
  });
}

/**
 * The button under the timeline and its panel.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} element
 * @param {DisplayOptions} looks
 */
export function drawDisplayOptions(scope, element, looks) {
  const panel = document.createElement("div");
  panel.className = "menu timeline-looks";
  panel.id = "looks-panel";
  panel.popover = "auto";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", "Waveform, spectrogram and colours");
  const button = document.createElement("button");
  button.className = "timeline-tool";
  button.textContent = "Display ▾";
  button.title = keyText("Spectrogram, channels, and what the colours mean ({spectrogram} shows and hides the spectrogram)");
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  element.append(button, panel);
  const { keep } = giveBackFocusOf(scope, panel);
  scope.listen(button, "click", () => {
    keep();
    showPopover(panel);
    const box = button.getBoundingClientRect();
    panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8))}px`;
    panel.style.top = `${Math.max(8, Math.min(box.bottom + 4, innerHeight - panel.offsetHeight - 8))}px`;
    panel.querySelector("input")?.focus();
  });
  scope.listen(panel, "toggle", (/** @type {ToggleEvent} */ event) => {
    button.setAttribute("aria-expanded", String(event.newState === "open"));
  });
  scope.add(effect(() => render(html`<${Panel} looks=${looks} settings=${looks.settings.value} hasChannels=${looks.hasChannels.value} />`, panel)));
  scope.add(() => render(null, panel));
}

/** @param {{looks: DisplayOptions, settings: Settings, hasChannels: boolean}} props */
function Panel({ looks, settings, hasChannels }) {
  const isOff = settings.spectrogram === "off";
  const set = looks.change;
  return html`
    <${Choice} title="Spectrogram" name="spectrogram" names=${PLACE_NAMES} value=${settings.spectrogram} onPick=${(/** @type {Settings["spectrogram"]} */ value) => set({ spectrogram: value })} />
    <${Choice} title="Frequencies" name="scale" names=${SCALE_NAMES} value=${settings.spectrogramScale} disabled=${isOff} onPick=${(/** @type {Settings["spectrogramScale"]} */ value) => set({ spectrogramScale: value })} />
    <${Slider} title="Contrast" value=${settings.spectrogramContrast} disabled=${isOff} onSlide=${(/** @type {number} */ value) => set({ spectrogramContrast: value })} />
    <${Slider} title="Brightness" value=${settings.spectrogramBrightness} disabled=${isOff} onSlide=${(/** @type {number} */ value) => set({ spectrogramBrightness: value })} />
    <${Choice} title="Colours" name="colours" names=${COLOUR_NAMES} value=${settings.spectrogramColours} disabled=${isOff} onPick=${(/** @type {Settings["spectrogramColours"]} */ value) => set({ spectrogramColours: value })} />
    <${Choice} title="Waveform" name="waveform" names=${WAVE_NAMES} value=${hasChannels ? settings.waveform : "mixed"} disabled=${!hasChannels} onPick=${(/** @type {Settings["waveform"]} */ value) => set({ waveform: value })} />
    ${!hasChannels && html`<p class="quiet">This recording has one channel, or two identical ones.</p>`}
    <${Legend} />
  `;
}

const LEGEND = /** @type {const} */ ([
  ["--selection-edge", "Frame: the part that the timeline shows, and the selected segment"],
  ["--playhead", "Playhead"],
  ["--speaker-1", "Upper stripe: the speaker; each has a colour"],
  ["--status-approved", "Lower stripe: approved"],
  ["--status-corrected", "Lower stripe: corrected"],
  ["--status-rejected", "Lower stripe: rejected"],
  ["--confidence-low", "Bottom: low-confidence words, higher where there are more"],
]);

/** What the colours of the minimap mean. */
function Legend() {
  return html`<fieldset class="looks-choice looks-legend">
    <legend>Colours of the minimap</legend>
    <ul>${LEGEND.map(([role, text]) => html`<li key=${role}><span class="legend-colour" style=${{ background: `var(${role})` }}></span>${text}</li>`)}</ul>
  </fieldset>`;
}

/** @param {{title: string, name: string, names: Record<string, string>, value: string, disabled?: boolean, onPick: (value: string) => void}} props */
function Choice({ title, name, names, value, disabled, onPick }) {
  return html`<fieldset class="looks-choice" disabled=${disabled}>
    <legend>${title}</legend>
    ${Object.entries(names).map(
      ([id, label]) => html`<label><input type="radio" name=${`looks-${name}`} checked=${id === value} onChange=${() => onPick(id)} /> ${label}</label>`,
    )}
  </fieldset>`;
}

/** @param {{title: string, value: number, disabled: boolean, onSlide: (value: number) => void}} props */
function Slider({ title, value, disabled, onSlide }) {
  return html`<label class="looks-slider">
    <span>${title}</span>
    <input type="range" min="0" max="100" step="1" value=${value} disabled=${disabled}
      onInput=${(/** @type {InputEvent} */ event) => onSlide(Number(/** @type {HTMLInputElement} */ (event.target).value))} />
  </label>`;
}
