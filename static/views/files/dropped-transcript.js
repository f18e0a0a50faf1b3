/** A transcript file that is dropped anywhere on the editor: import it, merge it, or compare with it. */

import { html } from "htm/preact";

import { openDialog } from "../ui/dialogs.js";
import { isDialogOpen } from "../ui/overlays.js";

/** @typedef {{importThis: (file: File) => void, mergeThis: (file: File) => void, compareFile: (file: File) => void}} Uses */

const MEDIA = /^(audio|video|image)\//;

/**
 * Without this the browser would leave the page and show the file.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.root has the class `is-dropping` while files are over the page
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {Uses} editor.uses
 */
export function acceptDroppedTranscripts(scope, { root, store, toasts, uses }) {
  const isForPage = (/** @type {DragEvent} */ event) => (event.dataTransfer?.types.includes("Files") ?? false) && !isFileField(event.target);
  const mark = (/** @type {boolean} */ is) => root.classList.toggle("is-dropping", is);
  scope.listen(window, "dragover", (/** @type {DragEvent} */ event) => {
    mark(isForPage(event));
    if (isForPage(event)) event.preventDefault();
  });
  scope.listen(window, "dragleave", (/** @type {DragEvent} */ event) => void (event.relatedTarget || mark(false)));
  scope.listen(window, "drop", (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer || !isForPage(event)) return;
    event.preventDefault();
    mark(false);
    if (isDialogOpen()) return;
    const files = [...event.dataTransfer.files];
    const why = refusalOf(files);
    if (why) return void toasts.show({ text: why, kind: "error" });
    store.commitTyping();
    askUse(files[0], store.transcript.peek().segments.length > 0, uses);
  });
}

/** Whether the browser itself gives a dropped file to this element. @param {EventTarget | null} target */
function isFileField(target) {
  return target instanceof HTMLInputElement && target.type === "file";
}

/**
 * Why files cannot be used; empty if they can.
 * @param {readonly File[]} files
 */
function refusalOf(files) {
  if (files.length !== 1) return "Drop one transcript file at a time.";
  if (MEDIA.test(files[0].type)) return `${files[0].name} is no transcript. Add recordings in the library.`;
  return "";
}

/**
 * @param {File} file
 * @param {boolean} hasText whether there is a transcript that could be lost
 * @param {Uses} uses
 */
function askUse(file, hasText, { importThis, mergeThis, compareFile }) {
  if (!hasText) return importThis(file);
  openDialog(`“${file.name}”`, (close) => {
    const then = (/** @type {(file: File) => void} */ use) => () => {
      close();
      use(file);
    };
    return html`<ul class="file-uses">
      <li><button class="button is-main" autofocus onClick=${then(compareFile)}>Compare</button> Show the differences, and take over some of them.</li>
      <li><button class="button" onClick=${then(mergeThis)}>Merge…</button> Add its cues, or a second language, to this transcript.</li>
      <li><button class="button" onClick=${then(importThis)}>Import</button> Replace this transcript by the file. It can be undone.</li>
    </ul>`;
  });
}
