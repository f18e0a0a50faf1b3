/** How the history looks: tabs, edits with their authors, changes word by word, effort. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { pressedKey } from "../../core/base/key-press.js";
import { formatAuthor, formatEntry, groupSteps, textChange } from "../../core/review/history.js";
import { EffortTable } from "./effort-table.js";

/** @typedef {import("../../core/review/history.js").Entry} Entry */
/** @typedef {import("../../core/review/history-reader.js").Changes} Changes */
/** @typedef {import("../../core/review/history-reader.js").HistoryReader} HistoryReader */
/** @typedef {import("../../core/review/history-reader.js").Step} Step */
/** @typedef {import("../../core/review/history-reader.js").Tab} Tab */
/** @typedef {Changes["changes"][number]["pieces"][number]} Piece */

const TABS = /** @type {const} */ ([["edits", "Edits"], ["changes", "Since the draft"], ["effort", "Effort"]]);

/**
 * @typedef {object} HistoryActions
 * @property {(tab: Tab) => void} show
 * @property {() => void} refresh
 * @property {() => void} readOlder
 * @property {(entry: Entry) => void} compare with the current state
 * @property {() => void} back to all edits
 * @property {(entry: Entry) => void} restore
 * @property {(segmentId: number | null, start: number | null) => void} goTo `start` in seconds
 * @property {() => void} askAuthor
 * @property {() => void} close
 */

/**
 * What the history shows at present. Reads signals, so that an effect follows them.
 *
 * @param {HistoryReader} reader
 */
export function viewOf({ tab, steps, hasOlder, since, changes, spent, problem }) {
  return { tab: tab.value, steps: steps.value, hasOlder: hasOlder.value, since: since.value, changes: changes.value, spent: spent.value, problem: problem.value };
}

/** @param {{view: ReturnType<typeof viewOf>, author: string, actions: HistoryActions}} props */
export function HistoryView({ view: { tab, steps, hasOlder, since, changes, spent, problem }, author, actions }) {
  return html`<header class="history-head">
      <h2>History</h2>
      <button class="icon-button" aria-label="Close the history" title="Close (Esc)" onClick=${actions.close}>×</button>
    </header>
    <${Tabs} tab=${tab} show=${actions.show} />
    ${problem && html`<p class="is-error history-note" role="alert">${problem} <button class="link" onClick=${actions.refresh}>Try again</button></p>`}
    <div class="history-body" role="tabpanel" id="history-body" aria-labelledby=${`history-${tab}`}>
      ${tab === "edits" && !since && html`<${Edits} steps=${steps} hasOlder=${hasOlder} author=${author} actions=${actions} />`}
      ${tab === "edits" && since && html`<${Compared} entry=${since} changes=${changes} actions=${actions} />`}
      ${tab === "changes" && html`<${ChangeList} changes=${changes} goTo=${actions.goTo} empty="There are no changes since the draft." />`}
      ${tab === "effort" && html`<${EffortTable} spent=${spent} changes=${changes} />`}
    </div>`;
}

/** @param {{tab: Tab, show: (tab: Tab) => void}} props */
function Tabs({ tab, show }) {
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[pressedKey(event)];
    if (!step) return;
    event.preventDefault();
    const at = TABS.findIndex(([name]) => name === tab);
    const next = TABS[(at + step + TABS.length) % TABS.length][0];
    show(next);
    document.getElementById(`history-${next}`)?.focus();
  };
  return html`<div class="history-tabs" role="tablist" aria-label="History" onKeyDown=${onKey}>
    ${TABS.map(
      ([name, label]) => html`<button role="tab" id=${`history-${name}`} aria-selected=${String(tab === name)} aria-controls="history-body"
        tabindex=${tab === name ? 0 : -1} onClick=${() => show(name)}>${label}</button>`,
    )}
  </div>`;
}

/** @param {{steps: Step[] | null, hasOlder: boolean, author: string, actions: HistoryActions}} props */
function Edits({ steps, hasOlder, author, actions }) {
  if (!steps) return html`<p class="quiet history-note">Loading the history…</p>`;
  if (!steps.length) return html`<p class="quiet history-note">There are no edits yet. Every edit is listed here with its author.</p>`;
  const entries = groupSteps(steps);
  return html`
    ${!author && html`<p class="quiet history-note">Your edits have no author name. <button class="link" onClick=${actions.askAuthor}>Enter your name</button></p>`}
    <ol class="history-list">
      ${entries.map((entry, i) => html`<${EntryRow} key=${entry.revision} entry=${entry} isNow=${i === 0} actions=${actions} />`)}
    </ol>
    ${hasOlder && html`<p class="history-note"><button class="button" onClick=${actions.readOlder}>Older edits</button></p>`}
  `;
}

/** @param {{entry: Entry, isNow: boolean, actions: HistoryActions}} props */
function EntryRow({ entry, isNow, actions }) {
  const isText = entry.before !== null && entry.after !== null && entry.before !== entry.after;
  return html`<li class=${`history-entry${entry.undone ? " is-undone" : ""}`}>
    <p class="history-who"><strong>${formatAuthor(entry)}</strong> <time datetime=${entry.at} title=${new Date(entry.at).toLocaleString()}>${formatWhen(entry.at)}</time></p>
    <p>
      ${formatEntry(entry)}${entry.undone && html` <span class="quiet">(undone)</span>`}
      ${entry.start !== null && html` <button class="link" onClick=${() => actions.goTo(entry.segment, entry.start)}>${formatClock(entry.start * 1000, 1)}</button>`}
    </p>
    ${isText && html`<${TextChange} before=${entry.before} after=${entry.after} />`}
    ${!isNow && html`<p class="history-do">
      <button class="link" onClick=${() => actions.compare(entry)} aria-label=${`Compare with now: after revision ${entry.revision}`}>Compare with now</button>
      <button class="link" onClick=${() => actions.restore(entry)} aria-label=${`Restore as after revision ${entry.revision}`}>Restore</button>
    </p>`}
  </li>`;
}

/** @param {{before: string | null, after: string | null}} props */
function TextChange({ before, after }) {
  const { head, gone, come, tail } = textChange(before ?? "", after ?? "");
  return html`<p class="history-text" dir="auto">${shorten(head, -40)}${gone && html`<del>${gone}</del>`}${come && html`<ins>${come}</ins>`}${shorten(tail, 40)}</p>`;
}

/** @param {{entry: Entry, changes: Changes | null, actions: HistoryActions}} props */
function Compared({ entry, changes, actions }) {
  return html`
    <p class="history-note"><button class="link" onClick=${actions.back}>‹ All edits</button></p>
    <p class="history-note">From the state ${formatWhen(entry.at)} (revision ${entry.revision}) to now. <button class="button" onClick=${() => actions.restore(entry)}>Restore that state</button></p>
    <${ChangeList} changes=${changes} goTo=${actions.goTo} empty="No words differ. Times, speakers, status or flags may differ." />
  `;
}

/** @param {{changes: Changes | null, goTo: HistoryActions["goTo"], empty: string}} props */
function ChangeList({ changes, goTo, empty }) {
  if (!changes) return html`<p class="quiet history-note">Comparing…</p>`;
  if (!changes.changes.length) return html`<p class="quiet history-note">${empty}</p>`;
  return html`
    <p class="history-note">${formatCounts(changes)}</p>
    <ol class="history-list">
      ${changes.changes.map(
        (change) => html`<li class="history-entry">
          <button class="link" onClick=${() => goTo(change.segment, change.start)}>${formatClock(change.start * 1000, 1)}</button>
          <p class="history-text" dir="auto">${change.pieces.map((piece, i) => html`<${PieceText} piece=${piece} isFirst=${i === 0} />`)}</p>
        </li>`,
      )}
    </ol>
    ${changes.more > 0 && html`<p class="quiet history-note">And ${changes.more} more places.</p>`}
  `;
}

/** @param {{piece: Piece, isFirst: boolean}} props */
function PieceText({ piece, isFirst }) {
  const space = isFirst ? "" : " ";
  if (piece.kind === "delete") return html`${space}<del>${piece.text}</del>`;
  if (piece.kind === "insert") return html`${space}<ins>${piece.text}</ins>`;
  return html`${space}${piece.text}`;
}

/** @param {Changes} changes */
function formatCounts({ changed, spelled, words_after, error_rate }) {
  const rate = error_rate === null ? "" : ` (${(100 * error_rate).toFixed(1)} %)`;
  const small = spelled ? `, ${spelled} of them in capitals and punctuation only` : "";
  return `${changed} of ${words_after} words ${changed === 1 ? "was" : "were"} changed${rate}${small}.`;
}

/** @param {string} at */
export function formatWhen(at) {
  const then = new Date(at);
  const isToday = then.toDateString() === new Date().toDateString();
  const clock = then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return isToday ? `at ${clock}` : `on ${then.toLocaleDateString()} at ${clock}`;
}

/**
 * Text beside a change, shortened at the end away from the change.
 * @param {string} text
 * @param {number} length negative: keep the end
 */
function shorten(text, length) {
  if (text.length <= Math.abs(length)) return text;
  return length < 0 ? `…${text.slice(length)}` : `${text.slice(0, length)}…`;
}
