/**
 * The history beside the list: every edit with author and time, restoring an earlier state, changes
 * since the draft, and effort.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { createWayBack } from "../ui/caret-memory.js";
import { messageOf } from "../../core/base/errors.js";
import { formatClock } from "../../core/base/clock.js";
import { groupSteps, formatAuthor, formatEntry, textChange } from "../../core/review/history.js";
import { EffortTable } from "./effort-table.js";
import { pressedKey } from "../../core/base/key-press.js";

/** @typedef {import("../../core/review/history.js").Step} Step */
/** @typedef {import("../../core/review/history.js").Entry} Entry */
/** @typedef {{kind: "equal" | "delete" | "insert", text: string}} Piece */

const PAGE = 200;
const REFRESH_MS = 600;
const TABS = /** @type {const} */ ([["edits", "Edits"], ["changes", "Since the draft"], ["effort", "Effort"]]);

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.root the panel's parent
 * @param {HTMLElement} editor.list the panel covers its right part
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {{report: () => Promise<void>}} editor.meter
 * @param {() => string} editor.author
 * @param {() => void} editor.askAuthor
 */
export function createHistory(scope, { root, list, mediaId, api, store, player, selection, toasts, meter, author, askAuthor }) {
  const panel = document.createElement("aside");
  panel.className = "history";
  panel.hidden = true;
  panel.tabIndex = -1;
  panel.setAttribute("aria-label", "History");
  root.append(panel);
  const isOpen = signal(false);
  const tab = signal(/** @type {"edits" | "changes" | "effort"} */ ("edits"));
  const steps = signal(/** @type {Step[] | null} */ (null));
  const hasOlder = signal(false);
  const since = signal(/** @type {Entry | null} */ (null)); // compared with the current state
  const changes = signal(/** @type {any} */ (null));
  const spent = signal(/** @type {any} */ (null));
  const problem = signal("");
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  const wayBack = createWayBack(panel);

  const read = async () => {
    const kind = tab.peek();
    const compared = since.peek();
    try {
      if (kind === "edits" && !compared) {
        const { history } = await api.history(mediaId, PAGE);
        steps.value = history;
        hasOlder.value = history.length === PAGE;
      } else if (kind === "effort") {
        await meter.report();
        [spent.value, changes.value] = await Promise.all([api.effort(mediaId), api.changes(mediaId)]);
      } else changes.value = await api.changes(mediaId, kind === "edits" ? compared?.revision : undefined);
      problem.value = "";
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  const readOlder = async () => {
    const shown = steps.peek() ?? [];
    try {
      const { history } = await api.history(mediaId, PAGE, shown.at(-1)?.revision);
      steps.value = [...shown, ...history];
      hasOlder.value = history.length === PAGE;
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  const show = (/** @type {"edits" | "changes" | "effort"} */ next, /** @type {Entry | null} */ compared = null) => {
    tab.value = next;
    since.value = compared;
    changes.value = null;
    void read();
  };
  const goTo = (/** @type {number | null} */ segmentId, /** @type {number | null} */ start) => {
    const segment = store.transcript.peek().segment(segmentId ?? -1) ?? store.index.peek().at((start ?? 0) * 1000);
    if (segment) selection.setSegment(segment.id, { scroll: true });
    if (start !== null) player.seek(start * 1000);
  };
  const restore = async (/** @type {Entry} */ entry) => {
    try {
      await store.whenSaved();
      const { id } = await api.restoreRevision(mediaId, entry.revision, author());
      await store.reload();
      show("edits");
      toasts.show(
        id
          ? { text: `The transcript was restored to its state ${formatWhen(entry.at)}.`, kind: "success", action: { label: "Undo", run: () => void store.undo() } }
          : { text: "The transcript is already in this state." },
      );
    } catch (error) {
      toasts.show({ text: messageOf(error), kind: "error", action: { label: "Try again", run: () => void restore(entry) } });
    }
  };
  const place = () => {
    panel.style.top = `${Math.max(0, list.getBoundingClientRect().top)}px`;
  };
  const close = () => {
    const hadFocus = panel.contains(document.activeElement);
    isOpen.value = false;
    if (hadFocus || document.activeElement === document.body) wayBack.giveBack();
  };
  const open = () => {
    wayBack.keep();
    isOpen.value = true;
    place();
    show(tab.peek());
    panel.focus();
  };

  const observer = new ResizeObserver(place);
  observer.observe(list);
  scope.add(() => observer.disconnect());
  scope.listen(panel, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (pressedKey(event) !== "Escape") return;
    event.stopPropagation();
    close();
  });
  scope.add(
    effect(() => {
      void store.revision.value;
      if (!isOpen.value) return;
      clearTimeout(timer);
      timer = setTimeout(read, REFRESH_MS);
    }),
  );
  scope.add(() => clearTimeout(timer));
  scope.add(
    effect(() => {
      panel.hidden = !isOpen.value;
      root.classList.toggle("has-history", isOpen.value);
      if (!isOpen.value) return;
      render(
        html`<header class="history-head">
            <h2>History</h2>
            <button class="icon-button" aria-label="Close the history" title="Close (Esc)" onClick=${close}>×</button>
          </header>
          <${Tabs} tab=${tab.value} show=${show} />
          ${problem.value && html`<p class="is-error history-note" role="alert">${problem.value} <button class="link" onClick=${read}>Try again</button></p>`}
          <div class="history-body" role="tabpanel" id="history-body" aria-labelledby=${`history-${tab.value}`}>
            ${tab.value === "edits" && !since.value && html`<${Edits} steps=${steps.value} hasOlder=${hasOlder.value} readOlder=${readOlder} compare=${(/** @type {Entry} */ entry) => show("edits", entry)} restore=${restore} goTo=${goTo} author=${author()} askAuthor=${askAuthor} />`}
            ${tab.value === "edits" && since.value && html`<${Compared} entry=${since.value} changes=${changes.value} back=${() => show("edits")} restore=${restore} goTo=${goTo} />`}
            ${tab.value === "changes" && html`<${Changes} changes=${changes.value} goTo=${goTo} empty="There are no changes since the draft." />`}
            ${tab.value === "effort" && html`<${EffortTable} spent=${spent.value} changes=${changes.value} />`}
          </div>`,
        panel,
      );
    }),
  );
  scope.add(() => {
    render(null, panel);
    panel.remove();
  });
  return { toggleHistory: () => (isOpen.peek() ? close() : open()), openChanges: () => (isOpen.peek() ? show("changes") : (tab.value = "changes", open())) };
}

/** @param {{tab: string, show: (tab: any) => void}} props */
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

/** @param {any} props */
function Edits({ steps, hasOlder, readOlder, compare, restore, goTo, author, askAuthor }) {
  if (!steps) return html`<p class="quiet history-note">Loading the history…</p>`;
  if (!steps.length) return html`<p class="quiet history-note">There are no edits yet. Every edit is listed here with its author.</p>`;
  const entries = groupSteps(steps);
  return html`
    ${!author && html`<p class="quiet history-note">Your edits have no author name. <button class="link" onClick=${askAuthor}>Enter your name</button></p>`}
    <ol class="history-list">
      ${entries.map((entry, i) => html`<${EntryRow} key=${entry.revision} entry=${entry} isNow=${i === 0} compare=${compare} restore=${restore} goTo=${goTo} />`)}
    </ol>
    ${hasOlder && html`<p class="history-note"><button class="button" onClick=${readOlder}>Older edits</button></p>`}
  `;
}

/** @param {{entry: Entry, isNow: boolean, compare: (entry: Entry) => void, restore: (entry: Entry) => void, goTo: (segment: number | null, start: number | null) => void}} props */
function EntryRow({ entry, isNow, compare, restore, goTo }) {
  const isText = entry.before !== null && entry.after !== null && entry.before !== entry.after;
  return html`<li class=${`history-entry${entry.undone ? " is-undone" : ""}`}>
    <p class="history-who"><strong>${formatAuthor(entry)}</strong> <time datetime=${entry.at} title=${new Date(entry.at).toLocaleString()}>${formatWhen(entry.at)}</time></p>
    <p>
      ${formatEntry(entry)}${entry.undone && html` <span class="quiet">(undone)</span>`}
      ${entry.start !== null && html` <button class="link" onClick=${() => goTo(entry.segment, entry.start)}>${formatClock(entry.start * 1000, 1)}</button>`}
    </p>
    ${isText && html`<${TextChange} before=${entry.before} after=${entry.after} />`}
    ${!isNow && html`<p class="history-do">
      <button class="link" onClick=${() => compare(entry)} aria-label=${`Compare with now: after revision ${entry.revision}`}>Compare with now</button>
      <button class="link" onClick=${() => restore(entry)} aria-label=${`Restore as after revision ${entry.revision}`}>Restore</button>
    </p>`}
  </li>`;
}

/** @param {{before: string | null, after: string | null}} props */
function TextChange({ before, after }) {
  const { head, gone, come, tail } = textChange(before ?? "", after ?? "");
  return html`<p class="history-text" dir="auto">${shorten(head, -40)}${gone && html`<del>${gone}</del>`}${come && html`<ins>${come}</ins>`}${shorten(tail, 40)}</p>`;
}

/** @param {any} props */
function Compared({ entry, changes, back, restore, goTo }) {
  return html`
    <p class="history-note"><button class="link" onClick=${back}>‹ All edits</button></p>
    <p class="history-note">From the state ${formatWhen(entry.at)} (revision ${entry.revision}) to now. <button class="button" onClick=${() => restore(entry)}>Restore that state</button></p>
    <${Changes} changes=${changes} goTo=${goTo} empty="No words differ. Times, speakers, status or flags may differ." />
  `;
}

/** @param {{changes: any, goTo: (segment: number | null, start: number | null) => void, empty: string}} props */
function Changes({ changes, goTo, empty }) {
  if (!changes) return html`<p class="quiet history-note">Comparing…</p>`;
  if (!changes.changes.length) return html`<p class="quiet history-note">${empty}</p>`;
  return html`
    <p class="history-note">${formatCounts(changes)}</p>
    <ol class="history-list">
      ${changes.changes.map(
        (/** @type {any} */ change) => html`<li class="history-entry">
          <button class="link" onClick=${() => goTo(change.segment, change.start)}>${formatClock(change.start * 1000, 1)}</button>
          <p class="history-text" dir="auto">${change.pieces.map((/** @type {Piece} */ piece, /** @type {number} */ i) => html`<${PieceText} piece=${piece} isFirst=${i === 0} />`)}</p>
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

/** @param {any} changes */
function formatCounts({ changed, spelled, words_after, error_rate }) {
  const rate = error_rate === null ? "" : ` (${(100 * error_rate).toFixed(1)} %)`;
  const small = spelled ? `, ${spelled} of them in capitals and punctuation only` : "";
  return `${changed} of ${words_after} words ${changed === 1 ? "was" : "were"} changed${rate}${small}.`;
}

/** @param {string} at */
function formatWhen(at) {
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
