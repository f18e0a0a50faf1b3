/**
 * Alternatives for the word at the cursor or the selected words, in a short list beside them; a number
 * chooses one. The cursor stays in the text.
 */

import { putWords, wordsAt } from "../../core/editing/alternatives.js";
import { messageOf } from "../../core/base/errors.js";
import { reportActivity } from "../ui/activity.js";
import { caretOffset, selectedOffsets } from "../ui/caret.js";
import { createAlternativesList } from "./alternatives-list.js";

/** @typedef {import("./alternatives-list.js").Alternative} Alternative */
/** @typedef {ReturnType<typeof createAlternatives>} Alternatives */

const LOOKING = "Looking for alternatives…";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {() => string[]} editor.terms names and terms of the recording
 */
export function createAlternatives(scope, { mediaId, api, store, player, list, selection, toasts, terms }) {
  let request = new AbortController();
  const choices = createAlternativesList(scope, {
    anchor: () => selectedBox() ?? list.focusedText()?.element.getBoundingClientRect(),
    onClose: (found) => {
      request.abort();
      if (found.length) reportActivity("alternatives");
    },
  });

  const load = async (/** @type {Parameters<typeof api.alternatives>[1]} */ query, /** @type {AbortSignal} */ signal) => {
    if (signal.aborted) return; // closed before the text was saved: an answer may take the time to load a model
    try {
      const { alternatives } = await api.alternatives(mediaId, query, signal);
      if (signal.aborted) return;
      choices.fill(alternatives, alternatives.length ? "Press a number to use one, Esc to close." : "No alternatives found.");
    } catch (error) {
      if (signal.aborted) return;
      choices.close();
      toasts.show({ text: messageOf(error), kind: "error", action: { label: "Try again", run: openAlternatives } });
    }
  };
  /** The words at the cursor with their segment; undefined and a message if there are none. */
  const wordsAtCursor = () => {
    const field = list.focusedText();
    if (!field) return void toasts.show({ text: "Place the cursor in a word or select some words first." });
    store.commitTyping();
    const segment = store.transcript.peek().segment(field.id);
    const at = caretOffset(field.element);
    const selected = selectedOffsets(field.element) ?? { from: at, to: at };
    const words = segment && wordsAt(segment, selected.from, selected.to);
    if (segment && words) return { segment, words };
    return void toasts.show({ text: "This word has no time in the audio: place the cursor in a word that was drafted or aligned." });
  };
  const use = (/** @type {NonNullable<ReturnType<typeof wordsAtCursor>>} */ { segment, words }, /** @type {Alternative} */ one) => {
    const now = store.transcript.peek().segment(segment.id);
    choices.close();
    if (!now || now.text !== segment.text) return void toasts.show({ text: "The text has changed meanwhile. Open the alternatives again." });
    const put = putWords(now.text, words, one.text);
    store.apply([{ op: "set_text", id: now.id, text: put.text }]);
    selection.setSegment(now.id, { focus: true, offset: put.offset });
  };
  const openAlternatives = () => {
    const chosen = wordsAtCursor();
    if (!chosen) return;
    const { segment, words } = chosen;
    if (!player.playing.peek()) player.seek(segment.words[words.first].startMs);
    request.abort();
    request = new AbortController();
    const { signal } = request;
    choices.open(LOOKING, (one) => use(chosen, one));
    void store.whenSaved().then(() => load({ segment: segment.id, first: words.first, last: words.last, terms: terms() }, signal));
  };
  return { openAlternatives };
}

/** Where the selection is on the screen; undefined while it has no extent. */
function selectedBox() {
  const selection = getSelection();
  const box = selection?.rangeCount ? selection.getRangeAt(0).getBoundingClientRect() : undefined;
  return box?.height ? box : undefined;
}
