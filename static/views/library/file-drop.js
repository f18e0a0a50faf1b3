/** Files that are dropped on the page. */

/**
 * Accept dropped files on the whole page.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{isDragging: import("@preact/signals").Signal<boolean>, add: (files: Iterable<File>) => void}} parts
 */
export function acceptDrops(scope, { isDragging, add }) {
  const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  scope.listen(window, "dragover", (/** @type {DragEvent} */ event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    isDragging.value = true;
  });
  scope.listen(window, "dragleave", (/** @type {DragEvent} */ event) => {
    if (!event.relatedTarget) isDragging.value = false;
  });
  scope.listen(window, "drop", (/** @type {DragEvent} */ event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    isDragging.value = false;
    add([...(event.dataTransfer?.files ?? [])]);
  });
}
