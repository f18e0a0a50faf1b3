/**
 * Select the last heard word: one key pauses playback and selects the word, so that typing replaces it.
 * Pressed again, it selects the word before.
 */

import { wordBefore, wordHeardAt } from "../../core/player/last-heard-word.js";
import { selectOffsets, selectedOffsets } from "../ui/caret.js";

const MIN_SHARE = 0.6; // share of a word that must have been played for the user to notice an error

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
  let selected = null;

  const isStillSelected = () => {
    const field = list.focusedText();
    const chosen = field && selectedOffsets(field.element);
    return selected !== null && field?.id === selected.id && chosen?.from === selected.from && chosen.to === selected.to;
  };
  const heard = () => {
    // Listeners react with a delay after most of a word; when paused, the playhead's word is meant.
    const isPlaying = player.playing.peek();
    const ms = player.timeMs.peek() - (isPlaying ? settings.peek().reactionMs * player.rate.peek() : 0);
    const playing = store.index.peek().near(ms);
    const { segments } = store.transcript.peek();
    return playing && wordHeardAt(segments, store.transcript.peek().position(playing.id), ms, isPlaying ? MIN_SHARE : 0);
  };

  return {
    /** Pause and select the word just heard; pressed again, the word before. With "Pause while typing", playback resumes after the correction. */
    catchWord() {
      const isAgain = isStillSelected() && !player.playing.peek();
      store.commitTyping();
      const transcript = store.transcript.peek();
      const found = isAgain && selected ? wordBefore(transcript.segments, transcript.position(selected.id), selected) : heard();
      player.pauseToType();
      if (!found) return void toasts.show({ text: isAgain ? "No word comes before this one." : "No word has been played yet." });
      selected = found;
      selection.setSegment(found.id, { focus: true, scroll: true, offset: found.from });
      const field = list.focusedText();
      if (field?.id === found.id) selectOffsets(field.element, found.from, found.to);
    },
  };
}
