/** Actions that play: the segment, its words, the speed. */

import { FASTEST, SLOWEST } from "../player/player.js";
import { clamp } from "../../core/base/numbers.js";
import { locateWords } from "../../core/editing/operations-at.js";

/**
 * @param {object} editor
 * @param {import("./cursor.js").Cursor} editor.cursor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./cursor.js").Selection} editor.selection
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} editor.settings
 */
export function createPlayActions({ cursor, store, player, selection, settings }) {
  const { current, atCaret } = cursor;
  return {
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
  };
}
