/**
 * Select the word just heard: one key pauses playback and selects the word, so that typing replaces it.
 * Pressed again, it selects the word before; another key selects the word after.
 */

import { wordBefore, wordFrom, wordHeardAt, wordMeantAt } from "../../core/player/last-heard-word.js";
import { caretOffset, selectOffsets, selectedOffsets } from "../ui/caret.js";

/** @typedef {import("../../core/player/last-heard-word.js").Place} Place */

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
  /** @type {Place | null} */
  let selected = null;

  const isStillSelected = () => {
    const field = list.focusedText();
    const chosen = field && selectedOffsets(field.element);
    return selected !== null && field?.id === selected.id && chosen?.from === selected.from && chosen.to === selected.to;
  };
  /** The segments, and the position of the one at a time or before it. */
  const around = (/** @type {number} */ ms) => {
    const near = store.index.peek().near(ms);
    const transcript = store.transcript.peek();
    return { segments: transcript.segments, position: near ? transcript.position(near.id) : -1 };
  };
  const wordAtPlayhead = () => {
    const ms = player.timeMs.peek();
    const { segments, position } = around(ms);
    return wordHeardAt(segments, position, ms);
  };
  const heard = () => {
    if (!player.playing.peek()) return wordAtPlayhead();
    const rate = player.rate.peek();
    const ms = player.timeMs.peek() - settings.peek().reactionMs * rate; // listeners react with a delay
    const { segments, position } = around(ms);
    return wordMeantAt(segments, position, ms, rate) ?? wordHeardAt(segments, position, ms);
  };
  const before = (/** @type {Place} */ place) => {
    const transcript = store.transcript.peek();
    return wordBefore(transcript.segments, transcript.position(place.id), place);
  };
  /** The first word after the selection or the cursor; null with the cursor elsewhere. */
  const after = () => {
    const transcript = store.transcript.peek();
    const field = list.focusedText();
    const offset = field && (selectedOffsets(field.element)?.to ?? caretOffset(field.element));
    return field && offset !== null ? wordFrom(transcript.segments, transcript.position(field.id), offset) : null;
  };
  const select = (/** @type {Place | null} */ found, /** @type {string} */ otherwise) => {
    player.pauseToType();
    if (!found) return void toasts.show({ text: otherwise });
    selected = found;
    selection.setSegment(found.id, { focus: true, scroll: true, offset: found.from });
    const field = list.focusedText();
    if (field?.id === found.id) selectOffsets(field.element, found.from, found.to);
  };

  return {
    /** Pause and select the word just heard; pressed again, the word before. With "Pause while typing", playback resumes after the correction. */
    catchWord() {
      const isAgain = isStillSelected() && !player.playing.peek();
      store.commitTyping();
      if (isAgain && selected) select(before(selected), "No word comes before this one.");
      else select(heard(), "No word has been played yet.");
    },
    /** Pause and select the word being spoken; with the player paused, the word after the selection or the cursor. */
    catchNextWord() {
      const isPaused = !player.playing.peek();
      store.commitTyping();
      if (isPaused && list.focusedText()) select(after(), "No word comes after this one.");
      else select(wordAtPlayhead(), "No word has been played yet.");
    },
  };
}
