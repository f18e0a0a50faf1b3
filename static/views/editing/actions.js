/** The editor's actions. Keys, buttons and menus all call these. */

import { FASTEST, SLOWEST } from "../player/player.js";
import { caretOffset, isCaretAtEdge } from "../ui/caret.js";
import { clamp } from "../../core/base/numbers.js";
import { gapAround } from "../../core/timeline/geometry.js";
import { locateWords, splitAtOffset, splitAtTime } from "../../core/editing/operations-at.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("../../core/document/operations.js").Operation} Operation */

const NEW_SEGMENT_MS = 2_000;
const SHORTEST_MS = 20;

/**
 * @typedef {object} Selection
 * @property {import("@preact/signals").Signal<number | null>} segmentId
 * @property {(id: number | null, options?: {focus?: boolean, scroll?: boolean, offset?: number}) => void} setSegment
 */

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} editor.settings
 * @param {{openExport: () => void, openSpeakers: (id: number) => void}} editor.panels
 * @param {import("./asr-commands.js").AsrCommands} editor.asr
 * @param {import("../timeline/edge-times.js").Times} editor.times
 * @param {import("../ui/appearance.js").Appearance} editor.appearance
 * @param {ReturnType<typeof import("../review/history.js").createHistory>} editor.history
 * @param {import("./text-tools.js").TextTools} editor.textTools
 * @param {import("../commands/layout.js").Layout} editor.layout
 * @param {ReturnType<typeof import("../commands/command-surfaces.js").createCommandSurfaces>} editor.commandSurfaces
 * @param {ReturnType<typeof import("../player/last-heard-word.js").createLastHeardWord>} editor.lastHeardWord
 * @param {import("../player/playback-commands.js").PlaybackCommands} editor.playbackCommands
 * @param {ReturnType<typeof import("../review/confidence.js").createConfidence>} editor.confidence
 * @param {import("../review/filter-bar.js").FilterBar} editor.filterBar
 * @param {import("./alternatives.js").Alternatives} editor.alternatives
 */
export function createActions({ alternatives, lastHeardWord, commandSurfaces, confidence, filterBar, times, appearance, layout, playbackCommands, store, player, timeline, selection, list, toasts, settings, panels, asr, history, textTools }) {
  const transcript = () => store.transcript.peek();
  /** The segment with the cursor, else the selected one, else the one being played. */
  const current = () => {
    const chosen = transcript().segment(selection.segmentId.peek() ?? -1);
    return chosen ?? store.index.peek().at(player.timeMs.peek());
  };
  const neighbour = (/** @type {Segment} */ segment, /** @type {1 | -1} */ step) =>
    transcript().segments[transcript().position(segment.id) + step] ?? null;
  /** The next segment that the list shows. */
  const beside = (/** @type {Segment} */ segment, /** @type {1 | -1} */ step) =>
    list.filter.nextShown(transcript().position(segment.id), step);
  /** The text field with the cursor and its segment, including text not yet committed. */
  const atCaret = () => {
    const field = list.focusedText();
    if (!field) return null;
    store.commitTyping();
    const segment = transcript().segment(field.id);
    return segment && { segment, offset: caretOffset(field.element), element: field.element };
  };
  const isInText = () => list.focusedText() !== null;
  const go = (/** @type {Segment | null} */ segment, /** @type {number | undefined} */ offset = undefined) => {
    if (!segment) return;
    selection.setSegment(segment.id, { focus: isInText(), scroll: true, offset });
    if (!player.underWay.peek()) player.seek(segment.startMs);
  };

  const actions = {
    ...asr,
    ...timeline.lookActions,
    ...appearance,
    ...times,
    ...history,
    ...textTools,
    ...layout,
    ...playbackCommands,
    ...lastHeardWord,
    ...commandSurfaces,
    ...confidence,
    ...alternatives,
    ...filterBar,
    togglePlay: () => player.toggle(),
    playSegment() {
      const segment = current();
      if (segment) player.playRange(segment.startMs, segment.endMs);
    },
    skip: (/** @type {number} */ by) => player.skip(by * settings.peek().skipMs),
    changeRate(/** @type {number} */ by) {
      player.rate.value = clamp(Math.round((player.rate.peek() + by) * 100) / 100, SLOWEST, FASTEST);
    },
    normalRate: () => void (player.rate.value = 1),
    seekToCaret() {
      const at = atCaret();
      if (!at) return;
      const places = locateWords(at.segment.text, at.segment.words);
      const n = places.findLastIndex((place) => place !== null && place.from <= at.offset);
      player.seek(n < 0 ? at.segment.startMs : at.segment.words[n].startMs);
    },
    goToPlayhead() {
      const playing = store.index.peek().near(player.timeMs.peek()); // in a pause: the last one played
      if (!playing) return;
      const n = playing.words.findLastIndex((word) => word.startMs <= player.timeMs.peek());
      const place = locateWords(playing.text, playing.words)[n];
      selection.setSegment(playing.id, { focus: true, scroll: true, offset: place?.from });
    },

    move(/** @type {1 | -1} */ step) {
      const segment = current();
      if (segment) go(beside(segment, step));
      else go(list.filter.nextShown(-1, 1));
    },
    moveFromEdge(/** @type {1 | -1} */ step) {
      const field = list.focusedText();
      if (!field || !isCaretAtEdge(field.element, step)) return false;
      const segment = transcript().segment(field.id);
      const next = segment && beside(segment, step);
      if (!next) return false;
      selection.setSegment(next.id, { focus: true, scroll: true, offset: step > 0 ? 0 : next.text.length });
      return true;
    },
    editSelected() {
      const segment = current();
      if (!segment) return false;
      selection.setSegment(segment.id, { focus: true, scroll: true });
      return true;
    },
    leaveText: () => list.leave(),

    split() {
      const at = atCaret();
      if (!at) return;
      if (!at.segment.text.slice(at.offset).trim()) {
        go(beside(at.segment, 1), 0);
        return;
      }
      const op = splitAtOffset(at.segment, at.offset, store.newId());
      if (op) applySplit(op);
      else toasts.show({ text: "Place the cursor between two words to split the segment." });
    },
    splitAtPlayhead() {
      store.commitTyping();
      const ms = player.timeMs.peek();
      const segment = store.index.peek().at(ms);
      const op = segment && splitAtTime(segment, ms, store.newId());
      if (op) applySplit(op);
      else toasts.show({ text: "There is no segment at the playhead to split." });
    },
    mergeAtEdge(/** @type {1 | -1} */ step) {
      const field = list.focusedText();
      const chosen = getSelection();
      if (!field || !chosen?.isCollapsed) return false;
      const offset = caretOffset(field.element);
      const length = (field.element.textContent ?? "").length;
      if (step < 0 ? offset !== 0 : offset !== length) return false;
      const at = atCaret();
      const other = at && neighbour(at.segment, step);
      if (!at || !other) return false;
      merge(step < 0 ? other : at.segment, step < 0 ? at.segment : other, true);
      return true;
    },
    mergeWithNext() {
      store.commitTyping();
      const segment = current();
      const next = segment && neighbour(segment, 1);
      if (segment && next) merge(segment, next, isInText());
    },
    insertAfter() {
      store.commitTyping();
      const segment = transcript().segment(selection.segmentId.peek() ?? -1);
      const fromMs = segment ? segment.endMs : player.timeMs.peek();
      const gap = gapAround(transcript().segments, fromMs, player.durationMs.peek());
      if (!gap || gap.endMs - gap.startMs < SHORTEST_MS) {
        toasts.show({ text: "There is no free time here: shorten or split a segment first." });
        return;
      }
      const startMs = Math.round(clamp(fromMs, gap.startMs, gap.endMs - SHORTEST_MS));
      const endMs = Math.round(Math.min(gap.endMs, startMs + NEW_SEGMENT_MS));
      const id = store.newId();
      const made = { id, startMs, endMs, text: "", speaker: segment?.speaker ?? null, status: "corrected", words: [] };
      if (store.apply([{ op: "insert", segment: made }])) selection.setSegment(id, { focus: true, scroll: true });
    },
    deleteSelected() {
      store.commitTyping();
      const segment = transcript().segment(selection.segmentId.peek() ?? -1);
      if (!segment) return false;
      const wasInText = isInText();
      const next = beside(segment, 1) ?? beside(segment, -1);
      if (!store.apply([{ op: "delete", id: segment.id }])) return true;
      selection.setSegment(next?.id ?? null, { focus: wasInText, scroll: true, offset: 0 });
      toasts.show({ text: "The segment was deleted.", action: { label: "Undo", run: () => actions.undo() } });
      return true;
    },
    setEdge(/** @type {"start" | "end"} */ edge) {
      store.commitTyping();
      const segment = transcript().segment(selection.segmentId.peek() ?? -1) ?? current();
      if (!segment) return;
      const ms = Math.round(player.timeMs.peek());
      const times = { startMs: edge === "start" ? ms : segment.startMs, endMs: edge === "end" ? ms : segment.endMs };
      if (times.endMs - times.startMs < SHORTEST_MS) {
        toasts.show({ text: `A segment must end after its start: move the playhead ${edge === "start" ? "before its end" : "past its start"} first.` });
        return;
      }
      store.apply([{ op: "set_times", id: segment.id, ...times }]);
    },
    approve() {
      store.commitTyping();
      const segment = current();
      if (!segment) return;
      if (segment.status !== "approved") store.apply([{ op: "set_status", id: segment.id, status: "approved" }]);
      go(beside(segment, 1), 0);
    },
    undo: () => step("undo"),
    redo: () => step("redo"),

    chooseSpeaker() {
      const segment = current();
      if (segment) panels.openSpeakers(segment.id);
    },
    setSpeakerAt(/** @type {number} */ index) {
      const speaker = transcript().speakers[index];
      if (speaker) actions.setSpeaker(speaker.id);
      else toasts.show({ text: `There is no speaker ${index + 1} yet. Alt+S adds one.` });
    },
    setSpeaker(/** @type {string | null} */ speaker) {
      store.commitTyping();
      const segment = current();
      if (segment && segment.speaker !== speaker) store.apply([{ op: "set_speaker", id: segment.id, speaker }]);
    },

    zoom: (/** @type {number} */ factor) => timeline.zoomBy(factor),
    save() {
      store.commitTyping();
      store.retry();
      if (store.saveState.peek() === "saved") toasts.show({ text: "Everything is saved. Changes are saved automatically." });
    },
    openExport: () => panels.openExport(),
  };

  const applySplit = (/** @type {Operation} */ op) => {
    const wasInText = isInText();
    if (op.op !== "split" || !store.apply(textTools.withSeam(op))) return;
    selection.setSegment(op.newId, { focus: wasInText, scroll: true, offset: 0 });
  };
  const merge = (/** @type {Segment} */ first, /** @type {Segment} */ second, /** @type {boolean} */ focus) => {
    if (!store.apply(textTools.withSeam({ op: "merge", id: first.id, otherId: second.id }))) return;
    const seam = transcript().segment(first.id)?.text.length ?? 0;
    const offset = second.text.trim() ? seam - second.text.trim().length : seam;
    selection.setSegment(first.id, { focus, scroll: true, offset });
  };
  const step = (/** @type {"undo" | "redo"} */ kind) => {
    const before = transcript();
    const field = list.focusedText();
    if (!(kind === "undo" ? store.undo() : store.redo())) {
      toasts.show({ text: kind === "undo" ? "There is nothing to undo." : "There is nothing to redo." });
      return;
    }
    const changed = transcript().segments.find((segment) => before.segment(segment.id) !== segment);
    if (changed) selection.setSegment(changed.id, { focus: field !== null, scroll: true });
  };
  return actions;
}

/** @typedef {ReturnType<typeof createActions>} Actions */
