/** What commands do while several rows are selected, each as one step of undo; and the bar that offers it. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { deleteOps, flagOps, isOneRun, mergeOps, speakerFromHereOps, speakerOps, statusOps, takeBackOps } from "../../core/editing/row-operations.js";
import { isOrdinaryIn } from "../../core/editing/split-merge-text.js";
import { keyText, withKey } from "../ui/key-labels.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("../../core/document/operations.js").Operation} Operation */

/**
 * @typedef {object} Editor
 * @property {import("../../core/sync/transcript-store.js").Store} store
 * @property {import("../player/player.js").Player} player
 * @property {import("../timeline/timeline.js").Timeline} timeline
 * @property {import("../editing/actions.js").Selection} selection
 * @property {import("./segment-list.js").SegmentList} list
 * @property {import("../ui/toasts.js").Toasts} toasts
 * @property {import("@preact/signals").ReadonlySignal<import("../../core/commands/settings.js").Settings>} settings
 * @property {{openSpeakers: (id: number) => void}} panels
 * @property {import("./chosen-rows.js").ChosenRows} rows
 */

/** @param {Editor} editor */
export function createChosenActions(editor) {
  const { store, selection, list, toasts, rows } = editor;
  const current = () => store.transcript.peek().segment(selection.segmentId.peek() ?? -1) ?? store.index.peek().at(editor.player.timeMs.peek());
  /** The selected segments: several, or the one with the cursor. @returns {Segment[]} */
  const chosen = () => {
    store.commitTyping();
    const segment = current();
    return rows.several() ?? (segment ? [segment] : []);
  };
  const apply = (/** @type {Operation[]} */ ops, /** @type {string} */ nothing) => {
    if (!ops.length) toasts.show({ text: nothing });
    return ops.length > 0 && store.apply(ops);
  };
  return {
    reject() {
      const segments = chosen();
      const ops = statusOps(segments, "rejected");
      if (ops.length) store.apply(ops);
      if (segments.length !== 1) return;
      const next = list.filter.nextShown(store.transcript.peek().position(segments[0].id), 1);
      if (next) selection.setSegment(next.id, { focus: list.focusedText() !== null, scroll: true, offset: 0 });
    },
    takeBack: () => void apply(takeBackOps(chosen()), "No selected segment is approved or rejected."),
    speakerFromHere() {
      store.commitTyping();
      const segment = current();
      if (!segment) return;
      const name = store.transcript.peek().speaker(segment.speaker)?.name;
      const ops = speakerFromHereOps(store.transcript.peek(), segment.id);
      if (segment.speaker === null) toasts.show({ text: keyText("Choose this segment's speaker first ({speaker-menu}).") });
      else if (apply(ops, "The next segment has this speaker already.")) {
        toasts.show({ text: `${name || segment.speaker} speaks in the next ${ops.length === 1 ? "segment" : `${ops.length} segments`} too.`, action: store.offerUndo() });
      }
    },
  };
}

/**
 * Actions that run instead of those of the same name on one segment. They return false unless several are selected.
 *
 * @param {Editor} editor
 */
export function createSeveralActions({ store, player, timeline, selection, toasts, settings, panels, rows }) {
  const several = () => {
    store.commitTyping();
    return rows.several();
  };
  const change = (/** @type {(segments: Segment[]) => Operation[]} */ make) => {
    const segments = several();
    const ops = segments ? make(segments) : [];
    if (ops.length) store.apply(ops);
    return segments !== null;
  };
  const isApart = (/** @type {Segment[]} */ segments, /** @type {string} */ what) => {
    if (isOneRun(store.transcript.peek(), segments)) return false;
    toasts.show({ text: `Only segments that follow each other can be ${what}: there are others between those selected.` });
    return true;
  };
  const setSpeaker = (/** @type {string | null} */ speaker) => change((segments) => speakerOps(segments, speaker));
  return {
    approve: () => change((segments) => statusOps(segments, "approved")),
    toggleFlag: () => change(flagOps),
    setSpeaker,
    setSpeakerAt(/** @type {number} */ index) {
      const speaker = store.transcript.peek().speakers[index];
      return speaker ? setSpeaker(speaker.id) : false;
    },
    chooseSpeaker() {
      const segments = several();
      if (segments) panels.openSpeakers(selection.segmentId.peek() ?? segments[0].id);
      return segments !== null;
    },
    deleteSelected() {
      const segments = several();
      if (!segments) return false;
      const { segments: all } = store.transcript.peek();
      const after = all.slice(store.transcript.peek().position(segments[segments.length - 1].id) + 1)[0];
      const gone = new Set(segments.map(({ id }) => id));
      if (!store.apply(deleteOps(segments))) return true;
      rows.clear();
      selection.setSegment((after ?? all.findLast(({ id }) => !gone.has(id)))?.id ?? null, { scroll: true });
      toasts.show({ text: `${segments.length.toLocaleString("en")} segments were deleted.`, action: store.offerUndo() });
      return true;
    },
    mergeWithNext() {
      const segments = several();
      if (!segments || isApart(segments, "merged")) return segments !== null;
      const { language } = player.media.peek();
      const texts = store.transcript.peek().segments.map(({ text }) => text);
      const seams = settings.peek().fixesSeams ? { isOrdinary: (/** @type {string} */ word) => isOrdinaryIn(texts, word, language), language } : null;
      rows.clear();
      if (store.apply(mergeOps(segments, seams))) {
        selection.setSegment(segments[0].id, { scroll: true });
        toasts.show({ text: `${segments.length} segments were merged.`, action: store.offerUndo() });
      }
      return true;
    },
    draftAgain() {
      const segments = several();
      if (!segments) return false;
      if (isApart(segments, "drafted again together")) return true;
      timeline.range.value = { startMs: segments[0].startMs, endMs: Math.max(...segments.map(({ endMs }) => endMs)) };
      return false; // the selected range is drafted
    },
  };
}

/**
 * The bar below the list while several rows are selected.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} parts
 * @param {HTMLElement} parts.element the list
 * @param {import("./chosen-rows.js").ChosenRows} parts.rows
 * @param {import("../../core/sync/transcript-store.js").Store} parts.store
 * @param {import("../editing/actions.js").Actions} parts.actions
 */
export function createChosenBar(scope, { element, rows, store, actions }) {
  const bar = document.createElement("section");
  bar.className = "chosen";
  bar.setAttribute("aria-label", "Selected segments");
  element.after(bar);
  scope.add(
    effect(() => {
      void [rows.state.value, store.transcript.value];
      const n = rows.several()?.length ?? 0;
      bar.hidden = n === 0;
      render(n ? html`<${Bar} n=${n} actions=${actions} />` : null, bar);
    }),
  );
  scope.add(() => {
    render(null, bar);
    bar.remove();
  });
}

/** @param {{n: number, actions: import("../editing/actions.js").Actions}} props */
function Bar({ n, actions }) {
  /** @type {[string, string, () => void][]} */
  const buttons = [
    ["Speaker…", "speaker-menu", actions.chooseSpeaker],
    ["Approve", "approve", actions.approve],
    ["Reject", "reject", actions.reject],
    ["Take back", "take-back", actions.takeBack],
    ["Merge", "merge-next", actions.mergeWithNext],
    ["Shift…", "shift-times", actions.shiftTimes],
    ["Draft again…", "draft-again", actions.draftAgain],
    ["Copy", "", actions.copyRows],
    ["Delete", "delete", actions.deleteSelected],
  ];
  return html`<span class="chosen-n" role="status">${n.toLocaleString("en")} segments selected</span>
    ${buttons.map(([label, id, run]) => html`<button key=${label} class="button" title=${id ? withKey(label, id) : "Copy (Ctrl+C)"} onClick=${() => run()}>${label}</button>`)}
    <button class="button" title="Escape" onClick=${() => void actions.clearRows()}>End the selection</button>`;
}
