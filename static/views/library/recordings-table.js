/** The recordings of the library with their state. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { fetchedPercent } from "./sample-offer.js";
import { formatDate, formatEta, formatLanguage } from "../ui/format.js";

/** @type {Record<string, string>} */
const TRACK_PROBLEMS = { silent: "no sound", undecodable: "cannot be decoded" };

/** @typedef {import("../../core/sync/api-types.js").Media} Media */
/** @typedef {import("./library-actions.js").LibraryActions} LibraryActions */

/**
 * @param {object} props
 * @param {Media[]} props.recordings
 * @param {boolean} props.isLoaded
 * @param {string | undefined} props.offered the recording of the card above
 * @param {LibraryActions} props.actions
 */
export function Recordings({ recordings, isLoaded, offered, actions }) {
  if (!isLoaded) return html`<p class="booting">Loading the library…</p>`;
  if (!recordings.length) {
    return html`<section class="library-empty">
      <h2>Drop a recording here</h2>
      <p>Audio or video in any format that ffmpeg reads. The draft starts at once, on this computer; you can correct it before it is finished.</p>
      <button class="button is-main" onClick=${actions.pick}>Choose files…</button>
    </section>`;
  }
  return html`<table class="recordings">
    <thead>
      <tr><th>Title</th><th>Length</th><th>Language</th><th>State</th><th>Added</th><th><span class="unseen">Actions</span></th></tr>
    </thead>
    <tbody>
      ${recordings.map((media) => html`<${Recording} key=${media.id} media=${media} isOffered=${media.id === offered} actions=${actions} />`)}
    </tbody>
  </table>`;
}

/** @param {{media: Media, isOffered: boolean, actions: LibraryActions}} props */
function Recording({ media, isOffered, actions }) {
  const error = isOffered ? null : media.error; // shown in the card above
  return html`<tr data-id=${media.id} data-state=${media.state}>
    <td class="recording-title">
      <a href=${`/media/${media.id}`}>${media.title}</a>
      ${media.streams.length > 1 && html`<${StreamChoice} media=${media} actions=${actions} />`}
      ${media.warnings.map((warning) => html`<p class="quiet">${warning}</p>`)}
    </td>
    <td class="number">${media.duration === null ? "" : formatClock(media.duration * 1000)}</td>
    <td>${formatLanguage(media.language)}</td>
    <td class="recording-state"><${State} media=${{ ...media, error }} /></td>
    <td class="quiet">${formatDate(media.created)}</td>
    <td class="recording-actions">
      ${error && media.state === "ready" && html`<button class="link" onClick=${() => actions.draftAgain(media)}>Draft again</button>`}
      ${media.state === "failed" && html`<button class="link" onClick=${() => actions.prepareAgain(media)}>Try again</button>`}
      ${media.n_segments > 0 && html`<button class="link" onClick=${() => actions.export(media)}>Export</button>`}
      <button class="link" onClick=${() => actions.rename(media)}>Rename</button>
      <button class="link" onClick=${() => actions.remove(media)}>Delete</button>
    </td>
  </tr>`;
}

/** @param {{media: Media}} props */
function State({ media }) {
  if (media.error) return html`<span class="is-error">${media.error}</span>`;
  if (media.state === "ready") return html`${media.n_segments ? `${media.n_segments} segments` : "no text yet"}`;
  const what = media.state === "drafting" ? "Draft" : "Preparing";
  if (media.progress === null) return html`<span>${what}: waiting</span>`;
  const percent = Math.round(media.progress * 100);
  if (fetchedPercent(media) !== null) return html`<span>${media.message}</span>`;
  return html`<span>${what} ${percent} %${formatEta(media.eta_s)}</span>
    <progress max="100" value=${percent} aria-label=${`${what} of ${media.title}`}></progress>`;
}

/** @param {{media: Media, actions: LibraryActions}} props */
function StreamChoice({ media, actions }) {
  const isBusy = media.state === "new" || media.state === "ingesting";
  return html`<label class="quiet">Audio track
    <select
      disabled=${isBusy}
      onChange=${(/** @type {Event} */ event) => actions.chooseStream(media, Number(/** @type {HTMLSelectElement} */ (event.target).value))}
    >
      ${media.streams.map(
        (stream) => html`<option value=${stream.index} selected=${stream.index === media.audio_stream}>
          ${stream.index + 1}: ${[stream.title, formatLanguage(stream.language), `${stream.channels} ch.`, TRACK_PROBLEMS[stream.problem ?? ""]].filter(Boolean).join(", ")}
        </option>`,
      )}
    </select>
  </label>`;
}
