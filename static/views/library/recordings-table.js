/** The recordings of the library with their state. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { isFiltered } from "../../core/library/list-view.js";
import { fetchedPercent } from "./sample-offer.js";
import { formatDate, formatDay, formatEta, formatLanguage } from "../ui/format.js";

/** @type {Record<string, string>} */
const TRACK_PROBLEMS = { silent: "no sound", undecodable: "cannot be decoded" };

const LONG_TITLE = 60; // characters; it may be cut off after two lines

/** @typedef {import("../../core/sync/api-types.js").Media} Media */
/** @typedef {import("./library-actions.js").LibraryActions} LibraryActions */

/** @type {[import("../../core/library/list-view.js").Column, string][]} */
const COLUMNS = [["title", "Title"], ["duration", "Length"], ["language", "Language"], ["state", "State"], ["created", "Added"]];

/**
 * @param {object} props
 * @param {number} props.nAll all recordings of the library
 * @param {import("./list-state.js").List} props.list
 * @param {import("./row-window.js").RowWindow} props.blocks
 * @param {boolean} props.isLoaded
 * @param {string | undefined} props.offered the recording of the card above
 * @param {LibraryActions} props.actions
 */
export function Recordings({ nAll, list, blocks, isLoaded, offered, actions }) {
  const rows = list.rows.value;
  if (!isLoaded) return html`<p class="booting">Loading the library…</p>`;
  if (!nAll) return html`<${EmptyLibrary} actions=${actions} />`;
  if (!rows.length) return html`<${NothingMatches} list=${list} />`;
  const { ids } = list.selection.value;
  const drawRow = (/** @type {Media} */ media, /** @type {number} */ index) => html`<${Recording} key=${media.id} media=${media} index=${index} isOffered=${media.id === offered} isChosen=${ids.has(media.id)} list=${list} actions=${actions} />`;
  return html`<table class="recordings" role="table" aria-label="Recordings" aria-rowcount=${rows.length + 1}>
    <thead role="rowgroup">
      <tr role="row" aria-rowindex="1">
        <th role="columnheader" class="recording-check"><${CheckAll} n=${rows.length} nChosen=${list.chosen.value.length} list=${list} /></th>
        ${COLUMNS.map(([column, label]) => html`<${ColumnHead} column=${column} label=${label} list=${list} />`)}
        <th role="columnheader"><span class="unseen">Actions</span></th>
      </tr>
    </thead>
    ${blocks(rows, COLUMNS.length + 2, drawRow)}
  </table>`;
}

/** @param {{actions: LibraryActions}} props */
function EmptyLibrary({ actions }) {
  return html`<section class="library-empty">
    <h2>Drop a recording here</h2>
    <p>Audio or video in any format that ffmpeg reads, or a folder of them. The draft starts at once, on this computer; you can correct it before it is finished.</p>
    <button class="button is-main" onClick=${actions.pick}>Choose files…</button>
  </section>`;
}

/** @param {{list: import("./list-state.js").List}} props */
function NothingMatches({ list }) {
  if (!isFiltered({ ...list.view.value, query: "" })) return null; // the search says what it found
  return html`<section class="library-empty">
    <h2>No recording matches this filter</h2>
    <button class="button is-main" onClick=${list.clear}>Clear the filter</button>
  </section>`;
}

/** @param {{column: import("../../core/library/list-view.js").Column, label: string, list: import("./list-state.js").List}} props */
function ColumnHead({ column, label, list }) {
  const { sort, isDescending } = list.view.value;
  const order = sort !== column ? undefined : isDescending ? "descending" : "ascending";
  return html`<th role="columnheader" class=${`is-${column}`} aria-sort=${order}>
    <button class="sort-button" onClick=${() => list.sort(column)}>${label}${order && html`<span aria-hidden="true">${isDescending ? " ↓" : " ↑"}</span>`}</button>
  </th>`;
}

/** @param {{n: number, nChosen: number, list: import("./list-state.js").List}} props */
function CheckAll({ n, nChosen, list }) {
  return html`<input type="checkbox" aria-label=${`Select all ${n.toLocaleString()} recordings that are listed`} checked=${nChosen === n}
    indeterminate=${nChosen > 0 && nChosen < n} onClick=${nChosen === n ? list.selectNone : list.selectAll} />`;
}

/** @param {{media: Media, index: number, isOffered: boolean, isChosen: boolean, list: import("./list-state.js").List, actions: LibraryActions}} props */
function Recording({ media, index, isOffered, isChosen, list, actions }) {
  const error = isOffered ? null : media.error; // shown in the card above
  return html`<tr role="row" data-id=${media.id} data-state=${media.state} aria-rowindex=${index + 2} aria-selected=${isChosen}>
    <td role="cell" class="recording-check">
      <input type="checkbox" aria-label=${`Select ${media.title}`} checked=${isChosen} onClick=${(/** @type {MouseEvent} */ event) => list.toggle(media.id, event.shiftKey)} />
    </td>
    <td role="cell" class="recording-title">
      <a href=${`/media/${media.id}`} title=${media.title.length > LONG_TITLE ? media.title : undefined}>${media.title}</a>
      ${media.streams.length > 1 && html`<${StreamChoice} media=${media} actions=${actions} />`}
      ${media.warnings.map((warning) => html`<p class="quiet">${warning}</p>`)}
    </td>
    <td role="cell" class="number">${media.duration === null ? "" : formatClock(media.duration * 1000)}</td>
    <td role="cell" class="is-language">${formatLanguage(media.language)}</td>
    <td role="cell" class="recording-state"><${State} media=${{ ...media, error }} /></td>
    <td role="cell" class="quiet is-created" title=${formatDate(media.created)}>${formatDay(media.created)}</td>
    <td role="cell" class="recording-actions">
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
