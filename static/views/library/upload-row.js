/** One upload in the list of uploads. */

import { html } from "htm/preact";

import { formatSize } from "../ui/format.js";

/** @typedef {import("./uploads.js").Upload} Upload */

const IS_OVER = new Set(["done", "failed"]);

/** Whether nothing more is sent of an upload. @param {Upload} upload */
export function isOver({ state }) {
  return IS_OVER.has(state);
}

/** @param {{upload: Upload, queue: import("./uploads.js").Uploads}} props */
export function UploadRow({ upload, queue }) {
  const percent = upload.file.size ? Math.floor((upload.sent / upload.file.size) * 100) : 100;
  /** @type {Partial<Record<Upload["state"], string>>} */
  const texts = { waiting: "waiting", sending: "sending", offline: upload.message, checking: "checking…", done: upload.message || "added to the library", failed: upload.message };
  return html`<div class=${`upload is-${upload.state}`}>
    <span class="upload-name">${upload.file.name}</span>
    <span class="quiet">${formatSize(upload.file.size)}</span>
    <progress max="100" value=${upload.state === "done" ? 100 : percent} aria-label=${`Upload of ${upload.file.name}`}></progress>
    ${upload.state === "sending" && html`<span class="upload-state" aria-hidden="true">${percent} %</span>`}
    <span class=${upload.state === "sending" ? "unseen" : "upload-state"} role="status">${texts[upload.state] ?? ""}</span>
    ${upload.media?.duplicate && html`<a class="link" href=${`/media/${upload.media.id}`}>Open it</a>`}
    ${upload.state === "failed" && html`<button class="link" aria-label=${`Try again: ${upload.file.name}`} onClick=${() => queue.retry(upload.key)}>Try again</button>`}
    ${isOver(upload)
      ? html`<button class="icon-button" aria-label=${`Close: ${upload.file.name}`} onClick=${() => queue.close(upload.key)}>×</button>`
      : html`<button class="link" aria-label=${`Stop: ${upload.file.name}`} onClick=${() => queue.stop(upload.key)}>Stop</button>`}
  </div>`;
}
