/** What a row of the list has no room for: file, notes from the preparation, and the choice of the audio track. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { openDialog } from "../ui/dialogs.js";
import { formatDate, formatLanguage, formatSize } from "../ui/format.js";

/** @typedef {import("../../core/sync/api-types.js").Media} Media */

/** @type {Record<string, string>} */
const TRACK_PROBLEMS = { silent: "no sound", undecodable: "cannot be decoded" };

/**
 * @param {Media} media
 * @param {(stream: number) => void} chooseStream
 */
export function openDetails(media, chooseStream) {
  const facts = [
    ["File", `${media.filename}, ${formatSize(media.size)}`],
    ["Length", media.duration === null ? "" : formatClock(media.duration * 1000)],
    ["Language", formatLanguage(media.language)],
    ["Added", formatDate(media.created)],
    ["Draft", media.draft ? `${media.draft.model} (${media.draft.engine})` : "none"],
  ];
  openDialog(`Details of “${media.title}”`, (close) => html`<div class="details">
    ${media.error && html`<p class="is-error">${media.error}</p>`}
    ${media.warnings.map((warning) => html`<p class="notice">${warning}</p>`)}
    <dl>${facts.filter(([, value]) => value).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
    ${media.streams.length > 1 && html`<${StreamChoice} media=${media} choose=${(/** @type {number} */ stream) => (close(), chooseStream(stream))} />`}
  </div>`);
}

/** @param {{media: Media, choose: (stream: number) => void}} props */
function StreamChoice({ media, choose }) {
  const isBusy = media.state === "new" || media.state === "ingesting";
  return html`<label class="field">Audio track
    <select disabled=${isBusy} onChange=${(/** @type {Event} */ event) => choose(Number(/** @type {HTMLSelectElement} */ (event.target).value))}>
      ${media.streams.map(
        (stream) => html`<option value=${stream.index} selected=${stream.index === media.audio_stream}>
          ${stream.index + 1}: ${[stream.title, formatLanguage(stream.language), `${stream.channels} ch.`, TRACK_PROBLEMS[stream.problem ?? ""]].filter(Boolean).join(", ")}
        </option>`,
      )}
    </select>
  </label>`;
}
