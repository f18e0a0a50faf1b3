/**
 * Remembers where the cursor stands in the text while a palette, a menu or a dialog has the focus,
 * so that what is chosen there acts at that place.
 */

/** @typedef {{element: HTMLElement, anchor: [Node, number], focus: [Node, number]}} Place */

/** @param {import("../../core/base/scope.js").Scope} scope */
export function createCaretMemory(scope) {
  /** @type {Place | null} */
  let place = null;
  const isText = (/** @type {Element | null} */ element) => element instanceof HTMLElement && element.classList.contains("seg-text");

  const take = (/** @type {Element | null} */ element) => {
    const selection = getSelection();
    if (!isText(element) || !selection?.anchorNode || !selection.focusNode || !element?.contains(selection.anchorNode)) return;
    place = {
      element: /** @type {HTMLElement} */ (element),
      anchor: [selection.anchorNode, selection.anchorOffset],
      focus: [selection.focusNode, selection.focusOffset],
    };
  };
  // This event comes late and for several moves at once, so the place is looked at again when it is left.
  scope.listen(document, "selectionchange", () => take(document.activeElement));
  scope.listen(document, "focusin", (/** @type {FocusEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!isText(target) && !target.closest("dialog, [popover], [data-keeps-place]")) place = null;
  });
  scope.listen(document, "focusout", (/** @type {FocusEvent} */ event) => {
    take(/** @type {Element | null} */ (event.target));
    setTimeout(() => {
      if (document.activeElement === document.body && document.hasFocus()) place = null; // the text was left for good
    });
  });

  return {
    /** The place to go back to, or null when the user was not in a text. */
    remember() {
      take(document.activeElement);
      return isText(place?.element ?? null) ? place : null;
    },
    /** @param {Place | null} wanted */
    restore(wanted) {
      if (!wanted?.element.isConnected) return;
      wanted.element.focus({ preventScroll: true });
      if (wanted.anchor[0].isConnected && wanted.focus[0].isConnected) {
        const clip = (/** @type {[Node, number]} */ [node, offset]) => Math.min(offset, node.nodeType === Node.TEXT_NODE ? (node.textContent ?? "").length : node.childNodes.length);
        getSelection()?.setBaseAndExtent(wanted.anchor[0], clip(wanted.anchor), wanted.focus[0], clip(wanted.focus));
      }
    },
  };
}

/** @typedef {ReturnType<typeof createCaretMemory>} CaretMemory */
