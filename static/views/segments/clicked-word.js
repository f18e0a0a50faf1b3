/** The word of a text that a click hit. */

import { locateWords } from "../../core/editing/operations-at.js";
import { caretOffset, rectsBetween } from "../ui/caret.js";

const NEAR_PX = 5; // half a space: between two words the nearer one is meant

/**
 * The word under the pointer after a click in a text; null beside the words, after a drag that selected text, and for
 * clicks with a modifier.
 *
 * @param {MouseEvent} event
 * @param {HTMLElement} text
 * @param {import("../../core/document/operations.js").Segment} segment as the text shows it
 */
export function clickedWord(event, text, segment) {
  if (hasModifier(event) || isDrag(event)) return null;
  const offset = caretOffset(text);
  const places = locateWords(segment.text, segment.words);
  const index = places.findIndex(
    (place) => place !== null && offset >= place.from && offset <= place.to && rectsBetween(text, place.from, place.to).some((rect) => isIn(rect, event)),
  );
  return index < 0 ? null : segment.words[index];
}

/** @param {MouseEvent} event */
export function hasModifier({ shiftKey, ctrlKey, altKey, metaKey }) {
  return shiftKey || ctrlKey || altKey || metaKey;
}

/** Whether the click ends a selection by drag; a double click also selects. @param {MouseEvent} event */
export function isDrag({ detail }) {
  return detail === 1 && getSelection()?.isCollapsed === false;
}

/** @param {DOMRect} rect @param {MouseEvent} event */
function isIn({ left, right, top, bottom }, { clientX, clientY }) {
  return clientX >= left - NEAR_PX && clientX <= right + NEAR_PX && clientY >= top && clientY <= bottom;
}
