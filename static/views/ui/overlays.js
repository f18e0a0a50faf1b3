/**
 * What lies on top of the page: dialogs and popovers. They are shown by these functions, so that a key press can ask
 * whether one is open without a search through all rows of the list.
 */

/** @type {Set<HTMLElement>} */
const shown = new Set();

/** @param {HTMLDialogElement} dialog */
export function showModal(dialog) {
  shown.add(dialog);
  dialog.showModal();
}

/** @param {HTMLElement} popover */
export function showPopover(popover) {
  shown.add(popover);
  popover.showPopover();
}

/** Whether a dialog or popover is open now. */
export const isOverlayOpen = () => isOneOpen("dialog[open], :popover-open");

/** Whether a dialog is open now. */
export const isDialogOpen = () => isOneOpen("dialog[open]");

/** @param {string} selector */
function isOneOpen(selector) {
  for (const element of shown) {
    if (!element.isConnected || !element.matches("dialog[open], :popover-open")) shown.delete(element);
    else if (element.matches(selector)) return true;
  }
  return false;
}
