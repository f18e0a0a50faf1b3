/**
 * A wrong word is heard: one key stops the sound and selects the word, to be typed over. Pressed again
 * it selects the word before.
 */

import { wordBefore, wordHeardAt } from "../../core/player/last-heard-word.js";
import { selectOffsets, selectedOffsets } from "../ui/caret.js";

const MOST = 0.6; // of a word: so much of it must have been heard to be found wrong

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("./player.js").Player} editor.player
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} editor.settings
 */
export function createLastHeardWord({ store, player, list, selection, toasts, settings }) {
  /** @type {import("../../core/player/last-heard-word.js").Place | null} */
  let caught = null;

  const isStillCaught = () => {
    const field = list.focusedText();
    const chosen = field && selectedOffsets(field.element);
    return caught !== null && field?.id === caught.id && chosen?.from === caught.from && chosen.to === caught.to;
  };
  const heard = () => {
    // A listener answers a while after most of a word; with the sound at rest the playhead is what is meant.
    const isPlaying = player.playing.peek();
    const ms = player.timeMs.peek() - (isPlaying ? settings.peek().reactionMs * player.rate.peek() : 0);
    const sounding = store.index.peek().near(ms);
    const { segments } = store.transcript.peek();
    return sounding && wordHeardAt(segments, store.transcript.peek().position(sounding.id), ms, isPlaying ? MOST : 0);
  };

  return {
    /** Stop the sound and select the word just heard; again: the one before. */
    catchWord() {
      const isAgain = isStillCaught() && !player.playing.peek();
      store.commitTyping();
      const transcript = store.transcript.peek();
      const found = isAgain && caught ? wordBefore(transcript.segments, transcript.position(caught.id), caught) : heard();
      player.pause();
      if (!found) return void toasts.show({ text: isAgain ? "No word comes before this one." : "No word has been heard yet." });
      caught = found;
      selection.setSegment(found.id, { focus: true, scroll: true, offset: found.from });
      const field = list.focusedText();
      if (field?.id === found.id) selectOffsets(field.element, found.from, found.to);
    },
  };
}
