/** Read and set the cursor's position in an editable text, in UTF-16 units. */

import { cleanText } from "../../core/document/sanitize.js";

/**
 * Offset of the cursor (of the selection's end) in an element's text; 0 when it is elsewhere.
 * @param {HTMLElement} element
 */
export function caretOffset(element) {
  const selection = getSelection();
  return offsetAt(element, selection?.focusNode, selection?.focusOffset);
}

/**
 * Offset of a point in an element's text; 0 when it is elsewhere.
 *
 * @param {HTMLElement} element
 * @param {Node | null | undefined} node
 * @param {number | undefined} offset in `node`
 */
export function offsetAt(element, node, offset) {
  if (!node || offset === undefined || !element.contains(node)) return 0;
  const range = document.createRange();
  range.selectNodeContents(element);
  range.setEnd(node, offset);
  return range.toString().length;
}

/**
 * Start and end offset of the selection in an element's text; null without one.
 * @param {HTMLElement} element
 */
export function selectedOffsets(element) {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const chosen = selection.getRangeAt(0);
  if (!element.contains(chosen.startContainer) || !element.contains(chosen.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(element);
  before.setEnd(chosen.startContainer, chosen.startOffset);
  const from = before.toString().length;
  return { from, to: from + chosen.toString().length };
}

/**
 * @param {HTMLElement} element
 * @param {number} offset past the end means the end
 */
export function setCaret(element, offset) {
  getSelection()?.collapse(...pointAt(element, offset));
}

/**
 * Select part of the text with the cursor at its start, so that Shift and an arrow extend it backwards.
 *
 * @param {HTMLElement} element
 * @param {number} from
 * @param {number} to past the end means the end
 */
export function selectOffsets(element, from, to) {
  selectBetween(element, to, from);
}

/**
 * Select from where the selection began to the cursor.
 *
 * @param {HTMLElement} element
 * @param {number} anchor
 * @param {number} focus where the cursor is
 */
export function selectBetween(element, anchor, focus) {
  getSelection()?.setBaseAndExtent(...pointAt(element, anchor), ...pointAt(element, focus));
}

/**
 * Where a part of the text is in the window, one rectangle a line.
 *
 * @param {HTMLElement} element
 * @param {number} from
 * @param {number} to
 */
export function rectsBetween(element, from, to) {
  const range = document.createRange();
  range.setStart(...pointAt(element, from));
  range.setEnd(...pointAt(element, to));
  return [...range.getClientRects()];
}

/**
 * @param {HTMLElement} element
 * @param {number} offset
 * @returns {[Node, number]}
 */
function pointAt(element, offset) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = offset;
  let node = walker.nextNode();
  while (node && left > (node.textContent ?? "").length) {
    left -= (node.textContent ?? "").length;
    const next = walker.nextNode();
    if (!next) break;
    node = next;
  }
  return node ? [node, Math.min(left, (node.textContent ?? "").length)] : [element, 0];
}

/**
 * Whether the cursor is in the first (-1) or last (1) rendered line of an element.
 *
 * @param {HTMLElement} element
 * @param {1 | -1} side
 */
export function isCaretAtEdge(element, side) {
  const selection = getSelection();
  if (!selection?.isCollapsed || !selection.rangeCount) return false;
  const box = element.getBoundingClientRect();
  const caret = selection.getRangeAt(0).getBoundingClientRect();
  if (!caret.height) {
    // In an empty text and after a line break the cursor has no box.
    const [text, offset] = [textOf(element), caretOffset(element)];
    return !(side < 0 ? text.slice(0, offset) : text.slice(offset)).includes("\n");
  }
  const style = getComputedStyle(element);
  const padding = parseFloat(side < 0 ? style.paddingTop : style.paddingBottom) || 0;
  const gap = side < 0 ? caret.top - box.top - padding : box.bottom - padding - caret.bottom;
  return gap < caret.height * 0.6;
}

/**
 * The visible text of an editable element.
 * @param {HTMLElement} element
 */
export function textOf(element) {
  // Browsers add one more line break after a trailing one, so that the cursor has a line.
  return cleanText(element.textContent ?? "").replace(/\n$/, "");
}
