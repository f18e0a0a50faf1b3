/** Export of many recordings as one archive. */

import { html } from "htm/preact";

import { createSettings } from "../../core/commands/settings.js";
import { openDialog } from "../ui/dialogs.js";
import { count } from "../ui/format.js";

/** @typedef {import("../../core/sync/export-text.js").Format} Format */

const GROUPS = /** @type {const} */ ({ subtitles: "Subtitles", text: "Text", data: "Data" });
const ADDRESS = "/api/v1/library/archive";

/**
 * Choose formats and download one archive. It is a form of the page, so that the browser saves the archive while it is made.
 *
 * @param {readonly string[]} ids
 * @param {readonly Format[]} formats
 */
export function openArchive(ids, formats) {
  const last = createSettings(localStorage).settings.peek().exportFormat;
  const first = formats.find(({ name }) => name === last) ?? formats[0];
  openDialog(`Export ${count(ids.length, "recording")}`, (close) => html`<form method="post" action=${ADDRESS}
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (!new FormData(form).has("formats")) return event.preventDefault();
      setTimeout(close); // after the browser has read the form
    }}
  >
    ${ids.map((id) => html`<input type="hidden" name="ids" value=${id} />`)}
    <p>One ZIP archive with a file for each recording, named by its title. What cannot be exported is listed in errors.txt.</p>
    <fieldset class="choices export-formats">
      <legend>Formats</legend>
      ${Object.entries(GROUPS).map(([group, title]) => html`<div role="group" aria-label=${title} key=${group}>
        <h3>${title}</h3>
        ${formats.filter((format) => format.group === group).map((format) => html`<label key=${format.name}>
          <input type="checkbox" name="formats" value=${format.name} checked=${format === first} /> ${format.title} <span class="quiet">${format.suffix}</span>
        </label>`)}
      </div>`)}
    </fieldset>
    <p class="dialog-actions"><button class="button is-main" autofocus>Download the archive</button></p>
  </form>`);
}
