/** One recording of the library's table. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { formatDate, formatDay, formatEta, formatLanguage } from "../ui/format.js";
import { openMenu } from "../ui/menu.js";
import { fetchedPercent } from "./sample-offer.js";
import { WorkBar, spellWork } from "./work-bar.js";

/** @typedef {import("../../core/library/list-view.js").Row} Row */
/** @typedef {import("./library-actions.js").LibraryActions} LibraryActions */
/** @typedef {import("./list-state.js").List} List */

const LONG_TITLE = 40; // characters; it may be cut off
const MOST_TAGS = 3; // shown in a row

/** @param {{row: Row, index: number, isOffered: boolean, isChosen: boolean, list: List, actions: LibraryActions}} props */
export function RecordingRow({ row, index, isOffered, isChosen, list, actions }) {
  const error = isOffered ? null : row.error; // shown in the card above
  const hasMore = row.tags.length > 0 || row.n_warnings > 0 || row.project !== null;
  return html`<tr role="row" data-id=${row.id} data-state=${row.state} data-stage=${row.stage} aria-rowindex=${index + 2} aria-selected=${isChosen}>
    <td role="cell" class="recording-check">
      <input type="checkbox" aria-label=${`Select ${row.title}`} checked=${isChosen} onClick=${(/** @type {MouseEvent} */ event) => list.toggle(row.id, event.shiftKey)} />
    </td>
    <td role="rowheader" class=${`recording-title${hasMore ? " has-more" : ""}`}>
      <a href=${`/media/${row.id}`} title=${row.title.length > LONG_TITLE ? row.title : undefined}>${row.title}</a>
      ${hasMore && html`<${More} row=${row} list=${list} actions=${actions} />`}
    </td>
    <td role="cell" class="number is-duration">${row.duration === null ? "" : formatClock(row.duration * 1000)}</td>
    <td role="cell" class="is-language">${formatLanguage(row.language)}</td>
    <td role="cell" class="recording-state"><${State} row=${{ ...row, error }} /></td>
    <td role="cell" class="number is-confidence">${row.confidence === null ? "" : `${Math.round(row.confidence * 100)} %`}</td>
    <td role="cell" class="quiet is-opened" title=${row.opened ? formatDate(row.opened) : undefined}>${row.opened ? formatDay(row.opened) : ""}</td>
    <td role="cell" class="quiet is-created" title=${formatDate(row.created)}>${formatDay(row.created)}</td>
    <td role="cell" class="recording-actions">
      ${error && row.state === "ready" && html`<button class="link" onClick=${() => actions.draftAgain(row)}>Draft again</button>`}
      ${row.state === "failed" && html`<button class="link" onClick=${() => actions.prepareAgain(row)}>Try again</button>`}
      ${!error && row.n_segments > 0 && html`<button class="link" onClick=${() => actions.export(row)}>Export</button>`}
      <button class="icon-button" aria-haspopup="menu" aria-expanded="false" aria-label=${`More actions on ${row.title}`} onClick=${(/** @type {MouseEvent} */ event) => openRowMenu(/** @type {HTMLElement} */ (event.currentTarget), row, actions)}>⋯</button>
    </td>
  </tr>`;
}

/** @param {HTMLElement} button @param {Row} row @param {LibraryActions} actions */
function openRowMenu(button, row, actions) {
  openMenu(button, `Actions on ${row.title}`, [
    { label: "Rename…", run: () => actions.rename(row) },
    { label: "Tags…", run: () => actions.editTags(row) },
    ...(row.n_segments ? [{ label: "Export…", run: () => actions.export(row) }] : []),
    { label: "Details and audio track…", run: () => actions.details(row) },
    { label: "Delete", isFirst: true, run: () => actions.remove(row) },
  ]);
}

/** @param {{row: Row, list: List, actions: LibraryActions}} props */
function More({ row, list, actions }) {
  const project = list.listed.value.summary?.projects.find(({ id }) => id === row.project);
  const nHidden = row.tags.length - MOST_TAGS;
  const notes = row.n_warnings === 1 ? "1 note" : `${row.n_warnings} notes`;
  return html`<span class="recording-more">
    ${row.n_warnings > 0 && html`<button class="link recording-notes" aria-label=${`${notes} on ${row.title}`} onClick=${() => actions.details(row)}>${notes}</button>`}
    ${project && html`<button class="tag is-collection" title=${`Show only the collection ${project.name}`} aria-label=${`Collection ${project.name}: show only its recordings`} onClick=${() => list.filter({ project: project.id })}>${project.name}</button>`}
    ${row.tags.slice(0, MOST_TAGS).map((tag) => html`<button key=${tag} class="tag" title=${`Show only recordings with the tag ${tag}`} aria-label=${`Tag ${tag}: show only recordings with it`} onClick=${() => list.addTag(tag)}>${tag}</button>`)}
    ${nHidden > 0 && html`<button class="tag is-rest" aria-label=${`${nHidden} more tags of ${row.title}`} onClick=${() => actions.editTags(row)}>+${nHidden}</button>`}
  </span>`;
}

/** @param {{row: Row}} props */
function State({ row }) {
  if (row.error) return html`<span class="is-error" title=${row.error}>${row.error}</span>`;
  if (row.state === "ready") return row.n_segments ? html`<span class="work-words">${spellWork(row)}</span><${WorkBar} work=${row} />` : "no text yet";
  const what = row.state === "drafting" ? "Draft" : "Preparing";
  if (row.progress === null) return html`<span>${what}: waiting</span>`;
  const percent = Math.round(row.progress * 100);
  if (fetchedPercent(row) !== null) return html`<span>${row.message}</span>`;
  return html`<span>${what} ${percent} %${formatEta(row.eta_s)}</span>
    <progress max="100" value=${percent} aria-label=${`${what} of ${row.title}`}></progress>`;
}
