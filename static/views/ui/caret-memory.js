/**
 * Remembers the cursor's position in the text while a palette, menu or dialog has the focus, so that
 * a command chosen there runs at that position.
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
  // This event is delayed and merges several moves, so the position is read again on focusout.
  scope.listen(document, "selectionchange", () => take(document.activeElement));
  scope.listen(document, "focusin", (/** @type {FocusEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!isText(target) && !target.closest("dialog, [popover], [data-keeps-place]")) place = null;
  });
  scope.listen(document, "focusout", (/** @type {FocusEvent} */ event) => {
    take(/** @type {Element | null} */ (event.target));
    setTimeout(() => {
      if (document.activeElement === document.body && document.hasFocus()) place = null; // the focus did not return to a text
    });
  });

  return {
    /** The position to return to; null if the user was not in a text. */
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
