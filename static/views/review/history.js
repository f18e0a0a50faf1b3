/**
 * The history beside the list: every edit with author and time, restoring an earlier state, changes
 * since the draft, and effort.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { messageOf } from "../../core/base/errors.js";
import { createHistoryReader } from "../../core/review/history-reader.js";
import { createSidePanel, followEdits } from "../ui/side-panel.js";
import { HistoryView, formatWhen, viewOf } from "./history-view.js";

/** @typedef {import("../../core/base/scope.js").Scope} Scope */
/** @typedef {import("../../core/review/history.js").Entry} Entry */

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
  const { panel, isOpen, open, close } = createSidePanel(scope, {
    root,
    list,
    label: "History",
    className: "history",
    onOpen: () => void reader.show(reader.tab.peek()),
    takesFocus: true,
  });

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
          ? { text: `The transcript was restored to its state ${formatWhen(entry.at)}.`, kind: "success", action: store.offerUndo({ edit: id }) }
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
  followEdits(scope, { isOpen, revision: store.revision, read: actions.refresh });
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
