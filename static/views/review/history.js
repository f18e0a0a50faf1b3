/**
 * The history beside the list: every edit with author and time, restoring an earlier state, changes
 * since the draft, and effort.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { createWayBack } from "../ui/caret-memory.js";
import { messageOf } from "../../core/base/errors.js";
import { pressedKey } from "../../core/base/key-press.js";
import { createHistoryReader } from "../../core/review/history-reader.js";
import { HistoryView, formatWhen, viewOf } from "./history-view.js";

/** @typedef {import("../../core/base/scope.js").Scope} Scope */
/** @typedef {import("../../core/review/history.js").Entry} Entry */

const REFRESH_MS = 600;

/**
 * @param {Scope} scope
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
  const reader = createHistoryReader({ mediaId, api, reportEffort: meter.report });
  const { panel, isOpen, open, close } = createPanel(scope, { root, list, onOpen: () => void reader.show(reader.tab.peek()) });

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
      void reader.show("edits");
      toasts.show(
        id
          ? { text: `The transcript was restored to its state ${formatWhen(entry.at)}.`, kind: "success", action: { label: "Undo", run: () => void store.undo() } }
          : { text: "The transcript is already in this state." },
      );
    } catch (error) {
      toasts.show({ text: messageOf(error), kind: "error", action: { label: "Try again", run: () => void restore(entry) } });
    }
  };
  const actions = {
    show: (/** @type {import("./history-view.js").Tab} */ tab) => void reader.show(tab),
    refresh: () => void reader.refresh(),
    readOlder: () => void reader.readOlder(),
    compare: (/** @type {Entry} */ entry) => void reader.show("edits", entry),
    back: () => void reader.show("edits"),
    restore: (/** @type {Entry} */ entry) => void restore(entry),
    goTo,
    askAuthor,
    close,
  };
  refreshWithEdits(scope, { isOpen, revision: store.revision, refresh: actions.refresh });
  scope.add(
    effect(() => {
      if (isOpen.value) render(html`<${HistoryView} view=${viewOf(reader)} author=${author()} actions=${actions} />`, panel);
    }),
  );
  return {
    toggleHistory: () => (isOpen.peek() ? close() : open()),
    openChanges() {
      if (isOpen.peek()) return void reader.show("changes");
      reader.tab.value = "changes";
      open();
    },
  };
}

/**
 * The panel's element; it takes the focus, and gives it back.
 *
 * @param {Scope} scope
 * @param {{root: HTMLElement, list: HTMLElement, onOpen: () => void}} options
 */
function createPanel(scope, { root, list, onOpen }) {
  const panel = document.createElement("aside");
  panel.className = "history";
  panel.hidden = true;
  panel.tabIndex = -1;
  panel.setAttribute("aria-label", "History");
  root.append(panel);
  const isOpen = signal(false);
  const wayBack = createWayBack(panel);

  const place = () => {
    const { top, bottom } = list.getBoundingClientRect();
    panel.style.top = `${Math.max(0, top)}px`;
    panel.style.bottom = `${Math.max(0, innerHeight - bottom)}px`;
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
    onOpen();
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
      panel.hidden = !isOpen.value;
      root.classList.toggle("has-history", isOpen.value);
    }),
  );
  scope.add(() => {
    render(null, panel);
    panel.remove();
  });
  return { panel, isOpen, open, close };
}

/**
 * Read again when somebody has edited.
 *
 * @param {Scope} scope
 * @param {{isOpen: import("@preact/signals").ReadonlySignal<boolean>, revision: import("@preact/signals").ReadonlySignal<number>, refresh: () => void}} options
 */
function refreshWithEdits(scope, { isOpen, revision, refresh }) {
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  scope.add(
    effect(() => {
      void revision.value;
      if (!isOpen.value) return;
      clearTimeout(timer);
      timer = setTimeout(refresh, REFRESH_MS);
    }),
  );
  scope.add(() => clearTimeout(timer));
}
