/** Files and folders that are dropped on the page. */

import { droppedFiles } from "./dropped-files.js";

/**
 * Accept dropped files and folders on the whole page.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} parts
 * @param {import("@preact/signals").Signal<boolean>} parts.isDragging
 * @param {(found: import("../../core/library/media-files.js").FoundFile[]) => void} parts.add
 * @param {(error: unknown) => void} parts.tell
 */
export function acceptDrops(scope, { isDragging, add, tell }) {
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
    if (!event.dataTransfer || !hasFiles(event)) return;
    event.preventDefault();
    isDragging.value = false;
    void droppedFiles(event.dataTransfer).then(add, tell);
  });
}
