/** The table of recordings. Only rows near the visible part of the page are drawn; others are read and drawn when they come near. */

import { html } from "htm/preact";
import { useLayoutEffect } from "preact/hooks";

import { pressedKey } from "../../core/base/key-press.js";
import { isFiltered } from "../../core/library/list-view.js";
import { partsOf } from "../../core/library/row-range.js";
import { RecordingRow } from "./recording-row.js";

/** @typedef {import("../../core/library/list-view.js").Row} Row */
/** @typedef {import("../../core/library/list-view.js").Column} Column */
/** @typedef {import("./library-actions.js").LibraryActions} LibraryActions */
/** @typedef {import("./list-state.js").List} List */
/** @typedef {import("./row-window.js").RowWindow} RowWindow */

/** Columns, each with the orders that its head offers. @type {[string, [Column, string][]][]} */
const HEADS = [
  ["title", [["title", "Title"]]],
  ["duration", [["duration", "Length"]]],
  ["language", [["language", "Language"]]],
  ["state", [["state", "State"], ["progress", "Approved"]]],
  ["confidence", [["confidence", "Confidence"]]],
  ["opened", [["opened", "Opened"]]],
  ["created", [["created", "Added"]]],
];

/**
 * @param {object} props
 * @param {List} props.list
 * @param {RowWindow} props.rows
 * @param {string | undefined} props.offered the recording of the card above
 * @param {LibraryActions} props.actions
 */
export function Recordings({ list, rows, offered, actions }) {
  useLayoutEffect(rows.keepFocus);
  const { summary, rows: known, isCurrent } = list.listed.value;
  if (!summary && list.failure.value) return html`<${NotRead} list=${list} />`;
  if (!summary) return html`<p class="booting">Loading the library…</p>`;
  if (!summary.n_all) return html`<${EmptyLibrary} />`;
  if (!summary.total) return html`<${NothingMatches} list=${list} />`;
  const range = rows.shown.value;
  const draw = (/** @type {number} */ index) => {
    const row = known.get(index);
    if (!row) return html`<tr key=${`row ${index}`} role="row" class="is-loading" aria-rowindex=${index + 2}><td role="cell" colspan="2">Loading…</td></tr>`;
    return html`<${RecordingRow} key=${row.id} row=${row} index=${index} isOffered=${row.id === offered} isChosen=${list.selection.value.ids.has(row.id)} list=${list} actions=${actions} />`;
  };
  const gap = (/** @type {import("../../core/library/row-range.js").RowPart} */ { first, end }) =>
    html`<tr key=${`gap ${first ? "before" : "after"} ${end}`} class="row-space" aria-hidden="true"><td style=${{ height: `${(end - first) * range.rowHeight}px` }}></td></tr>`;
  return html`<table class=${`recordings${isCurrent ? "" : " is-stale"}`} role="table" aria-label="Recordings" aria-rowcount=${summary.total + 1} aria-busy=${!isCurrent}>
    <thead role="rowgroup">
      <tr role="row" aria-rowindex="1">
        <th role="columnheader" class="recording-check"><${CheckAll} n=${summary.total} nChosen=${list.nChosen.value} list=${list} /></th>
        ${HEADS.map(([name, orders]) => html`<${ColumnHead} key=${name} name=${name} orders=${orders} list=${list} />`)}
        <th role="columnheader" class="is-actions"><span class="unseen">Actions</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup" ref=${rows.follow} onKeyDown=${(/** @type {KeyboardEvent} */ event) => moveBetweenRows(event, rows, summary.total)}>
      ${partsOf(summary.total, range, rows.focused.value).flatMap((part) =>
        part.isDrawn ? Array.from({ length: part.end - part.first }, (_, n) => draw(part.first + n)) : gap(part))}
    </tbody>
  </table>`;
}

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

/**
 * From a title or check box, arrows and the paging keys go to that of another row.
 *
 * @param {KeyboardEvent} event
 * @param {RowWindow} rows
 * @param {number} nRows
 */
function moveBetweenRows(event, rows, nRows) {
  const step = STEPS[pressedKey(event)];
  const control = event.target instanceof Element && event.target.closest(".recording-check input, .recording-title > a");
  const row = control && control.closest("tr[aria-rowindex]");
  if (!step || !row || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const index = Number(row.getAttribute("aria-rowindex")) - 2;
  rows.focusRow(Math.max(0, Math.min(nRows - 1, index + step)), control.matches("input") ? ".recording-check input" : ".recording-title > a");
}

/** Below the first screen, which has the buttons. */
function EmptyLibrary() {
  return html`<section class="library-empty">
    <h2>Drop a recording here</h2>
    <p>Audio or video in any format that ffmpeg reads, or a folder of them.</p>
  </section>`;
}

/** @param {{list: List}} props */
function NotRead({ list }) {
  return html`<section class="library-empty" role="alert">
    <h2>The recordings could not be listed</h2>
    <p>${list.failure.value}</p>
    <button class="button is-main" onClick=${isFiltered(list.view.value) ? list.clear : list.refresh}>${isFiltered(list.view.value) ? "Clear the filter" : "Try again"}</button>
  </section>`;
}

/** @param {{list: List}} props */
function NothingMatches({ list }) {
  const { query } = list.view.value;
  if (!isFiltered(list.view.value)) return null; // the list changed meanwhile and is read again
  return html`<section class="library-empty">
    <h2>No recording matches this filter</h2>
    ${query.trim() && html`<p>No title, file name or tag contains all words of “${query.trim()}”.</p>`}
    <button class="button is-main" onClick=${list.clear}>Clear the filter</button>
  </section>`;
}

/** @param {{name: string, orders: [Column, string][], list: List}} props */
function ColumnHead({ name, orders, list }) {
  const { sort, isDescending } = list.view.value;
  const order = isDescending ? "descending" : "ascending";
  return html`<th role="columnheader" class=${`is-${name}`} aria-sort=${orders.some(([column]) => column === sort) ? order : undefined}>
    ${orders.map(([column, label]) => html`<button class=${`sort-button${column === sort ? " is-sorted" : ""}`} onClick=${() => list.sort(column)}>
      ${label}${column === sort && html`<span aria-hidden="true">${isDescending ? " ↓" : " ↑"}</span>`}
    </button> `)}
  </th>`;
}

/** @param {{n: number, nChosen: number, list: List}} props */
function CheckAll({ n, nChosen, list }) {
  const isAll = nChosen >= n;
  return html`<input type="checkbox" aria-label=${`Select all ${n.toLocaleString()} recordings that are listed`} checked=${isAll}
    indeterminate=${nChosen > 0 && !isAll} onClick=${isAll ? list.selectNone : list.selectAll} />`;
}
