/** Actions on the selected segment: insert, delete, times, status, speaker. */

import { clamp } from "../../core/base/numbers.js";
import { gapAround } from "../../core/timeline/geometry.js";
import { keyText } from "../ui/key-labels.js";

const NEW_SEGMENT_MS = 2_000;
const SHORTEST_MS = 20;

/**
 * @param {object} editor
 * @param {import("./cursor.js").Cursor} editor.cursor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./cursor.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {{openExport: () => void, openVideo: () => void, openTimecode: () => void, openSpeakers: (id: number) => void}} editor.panels
 */
export function createSegmentActions({ cursor, store, player, selection, toasts, panels }) {
  const { transcript, selected, current, upcoming, beside, isInText, go } = cursor;
  const setSpeaker = (/** @type {string | null} */ speaker) => {
    store.commitTyping();
    const segment = current();
    if (segment && segment.speaker !== speaker) store.apply([{ op: "set_speaker", id: segment.id, speaker }]);
  };
  return {
    insertAfter() {
      store.commitTyping();
      const segment = selected();
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
      const segment = selected();
      if (!segment) return false;
      const wasInText = isInText();
      const next = beside(segment, 1) ?? beside(segment, -1);
      if (!store.apply([{ op: "delete", id: segment.id }])) return true;
      selection.setSegment(next?.id ?? null, { focus: wasInText, scroll: true, offset: 0 });
      toasts.show({ text: "The segment was deleted.", action: store.offerUndo() });
      return true;
    },
    setEdge(/** @type {"start" | "end"} */ edge) {
      store.commitTyping();
      const segment = current();
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
      const segment = current() ?? upcoming();
      if (!segment) return;
      if (segment.status !== "approved") store.apply([{ op: "set_status", id: segment.id, status: "approved" }]);
      const next = beside(segment, 1);
      go(next, 0);
      if (next) player.goOnTo(next.startMs);
    },
    chooseSpeaker() {
      const segment = current();
      if (segment) panels.openSpeakers(segment.id);
    },
    setSpeakerAt(/** @type {number} */ index) {
      const speaker = transcript().speakers[index];
      if (speaker) setSpeaker(speaker.id);
      else toasts.show({ text: keyText(`There is no speaker ${index + 1} yet. {speaker-menu} adds one.`) });
    },
    setSpeaker,
  };
}
