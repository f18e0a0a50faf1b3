/** What an import dropped or guessed, with line numbers, and what to do about it. */

import { html } from "htm/preact";

import { openDialog } from "../ui/dialogs.js";

/**
 * @param {object} result
 * @param {string} result.name of the file
 * @param {string[]} result.warnings
 * @param {() => void} result.shiftTimes
 * @param {import("../../core/sync/undo-offers.js").UndoOffer} result.undo
 */
export function openImportResult({ name, warnings, shiftTimes, undo }) {
  const isBeyond = warnings.some((warning) => warning.includes("after the recording"));
  openDialog(`Warnings for ${name}`, (close) => {
    const then = (/** @type {() => void} */ run) => () => {
      close();
      run();
    };
    return html`<${WarningList} warnings=${warnings} />
      <p class="dialog-actions">
        ${undo.isOffered.peek() && html`<button class="button" onClick=${then(undo.run)}>Undo the import</button>`}
        ${isBeyond && html`<button class="button" onClick=${then(shiftTimes)}>Shift times…</button>`}
        <button class="button is-main" autofocus onClick=${close}>Keep it</button>
      </p>`;
  });
}

/** @param {{warnings: readonly string[]}} props */
export function WarningList({ warnings }) {
  if (!warnings.length) return null;
  return html`<ul class="import-warnings" aria-label="Dropped or guessed">${warnings.map((warning) => html`<li key=${warning} dir="auto">${warning}</li>`)}</ul>`;
}
