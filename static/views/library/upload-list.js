/** All uploads: a few as rows, many as one line with a total and a way to see each. */

import { html } from "htm/preact";
import { signal } from "@preact/signals";

import { pathOf } from "../../core/library/media-files.js";
import { byImportance, totalsOf } from "../../core/library/upload-order.js";
import { formatSize } from "../ui/format.js";
import { UploadRow } from "./upload-row.js";

/** @typedef {import("./uploads.js").Uploads} Uploads */

const MOST_ROWS = 3; // without a total
const MOST_SHOWN = 100; // rows and names in one list
const areShown = signal(false);

/** @param {{uploads: import("./uploads.js").Upload[], leftOut: import("../../core/library/media-files.js").FoundFile[], queue: Uploads}} props */
export function UploadList({ uploads, leftOut, queue }) {
  if (!uploads.length && !leftOut.length) return null;
  const isMany = uploads.length > MOST_ROWS;
  const rows = isMany ? byImportance(uploads).slice(0, MOST_SHOWN) : uploads;
  return html`<section class="uploads" aria-label="Uploads">
    ${isMany && html`<${Total} uploads=${uploads} queue=${queue} />`}
    ${(!isMany || areShown.value) && html`<div class="upload-rows" id="upload-rows">
      ${rows.map((upload) => html`<${UploadRow} key=${upload.key} upload=${upload} queue=${queue} />`)}
      ${uploads.length > rows.length && html`<p class="quiet upload-more">and ${(uploads.length - rows.length).toLocaleString()} more</p>`}
    </div>`}
    ${leftOut.length > 0 && html`<${LeftOut} found=${leftOut} queue=${queue} />`}
  </section>`;
}

/** @param {{uploads: import("./uploads.js").Upload[], queue: Uploads}} props */
function Total({ uploads, queue }) {
  const { n, nDone, nFailed, nLeft, bytes, sent, percent } = totalsOf(uploads);
  const isOffline = uploads.some(({ state }) => state === "offline");
  const [of, failed] = [n.toLocaleString(), nFailed ? `, ${nFailed.toLocaleString()} failed` : ""];
  return html`<div class=${`upload-total${isOffline ? " is-offline" : ""}`}>
    <p class="upload-sum">
      <strong role="status">${nLeft ? `${nDone.toLocaleString()} of ${of} files have arrived` : `${nDone.toLocaleString()} of ${of} files are in the library`}${failed}</strong>
      ${nLeft > 0 && html`<span class="quiet number">${formatSize(sent)} of ${formatSize(bytes)}</span>`}
    </p>
    ${nLeft > 0 && html`<progress max="100" value=${percent} aria-label="Upload of all files"></progress>`}
    ${nLeft > 0 && html`<p class="quiet upload-note">${
      isOffline ? "The server cannot be reached. The uploads continue when it is back." : "Keep this page open for the rest. What has arrived is safe and is prepared also when it is closed."
    }</p>`}
    <div class="upload-buttons">
      <button class="link" aria-expanded=${areShown.value} aria-controls="upload-rows" onClick=${() => (areShown.value = !areShown.value)}>${areShown.value ? "Hide the files" : "Show each file"}</button>
      ${nFailed > 0 && html`<button class="link" onClick=${queue.retryAll}>Try the failed ones again</button>`}
      ${nLeft > 0 ? html`<button class="link" onClick=${queue.stopAll}>Stop the rest</button>` : html`<button class="link" onClick=${queue.closeAll}>Close</button>`}
    </div>
  </div>`;
}

/** @param {{found: import("../../core/library/media-files.js").FoundFile[], queue: Uploads}} props */
function LeftOut({ found, queue }) {
  const n = found.length;
  return html`<div class="left-out" role="status">
    <details>
      <summary>${n === 1 ? "1 file that is not audio or video was left out" : `${n.toLocaleString()} files that are not audio or video were left out`}</summary>
      <ul>
        ${found.slice(0, MOST_SHOWN).map((one) => html`<li>${pathOf(one)}</li>`)}
        ${n > MOST_SHOWN && html`<li class="quiet">and ${(n - MOST_SHOWN).toLocaleString()} more</li>`}
      </ul>
      <button class="link" onClick=${queue.addLeftOut}>Upload ${n === 1 ? "it" : "them"} all the same</button>
    </details>
    <button class="icon-button" aria-label="Close" onClick=${queue.forgetLeftOut}>×</button>
  </div>`;
}
