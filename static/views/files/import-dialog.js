/** The dialog before an import: how the file is read, with a preview that follows each choice. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { messageOf } from "../../core/base/errors.js";
import { createLatestAnswer } from "../../core/base/latest-answer.js";
import { openDialog } from "../ui/dialogs.js";
import { WarningList } from "./import-result.js";

/** @typedef {import("../../core/sync/api.js").ImportOptions} ImportOptions */
/** @typedef {import("../../core/sync/api-types.js").Answers["POST /media/{media_id}/import"]} Answer */

/**
 * @param {object} question
 * @param {string} question.name of the file
 * @param {Answer | string} question.first what was read without options, or why it could not be read
 * @param {{name: string, title: string}[]} question.encodings
 * @param {(options: ImportOptions) => Promise<Answer>} question.read
 * @param {(options: ImportOptions) => void} question.onDone
 */
export function openImportDialog({ name, first, encodings, read, onDone }) {
  /** @type {ImportOptions} */
  let options = {};
  let found = first;
  const take = createLatestAnswer((/** @type {Answer | string} */ answer) => {
    found = answer;
    redraw();
  });
  const change = (/** @type {ImportOptions} */ changed) => {
    options = { ...options, ...changed };
    void take(read(options).catch(messageOf));
  };
  const { redraw } = openDialog(`Import “${name}”`, (close) => html`<form
    class="import-form"
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (typeof found === "string") return;
      close();
      onDone(options);
    }}
  >
    <${Encoding} encodings=${encodings} chosen=${options.encoding ?? (typeof found === "string" ? "" : found.encoding)} change=${change} />
    ${typeof found === "string" ? html`<p class="import-problem" role="alert">${found}</p>` : html`<${PlainText} found=${found} options=${options} change=${change} />`}
    ${typeof found === "string" && html`<${FrameRate} change=${change} />`}
    ${typeof found !== "string" && html`<${Preview} found=${found} /><${WarningList} warnings=${found.warnings} />`}
    <p class="dialog-actions">
      <button type="button" class="button" onClick=${close}>Cancel</button>
      <button class="button is-main" disabled=${typeof found === "string"}>Import</button>
    </p>
  </form>`, { className: "is-wide" });
}

/** @typedef {(changed: ImportOptions) => void} Change */

/** @param {{encodings: {name: string, title: string}[], chosen: string, change: Change}} props */
function Encoding({ encodings, chosen, change }) {
  const isListed = !chosen || encodings.some(({ name }) => name === chosen);
  return html`<label class="field">Character encoding
    <select name="encoding" autofocus value=${chosen} onChange=${(/** @type {Event} */ event) => change({ encoding: valueOf(event) })}>
      ${!chosen && html`<option value="">found out from the file</option>`}
      ${!isListed && html`<option value=${chosen}>${chosen}</option>`}
      ${encodings.map(({ name, title }) => html`<option key=${name} value=${name} selected=${name === chosen}>${title}</option>`)}
    </select>
  </label>`;
}

/** @param {{change: Change}} props */
function FrameRate({ change }) {
  return html`<label class="field">Frames per second, if its times count frames
    <input name="frame_rate" inputmode="decimal" list="frame-rates" placeholder="25" onChange=${(/** @type {Event} */ event) => change({ frame_rate: valueOf(event) })} />
    <datalist id="frame-rates">${["23.976", "24", "25", "29.97", "30", "50", "59.94", "60"].map((rate) => html`<option key=${rate} value=${rate}></option>`)}</datalist>
  </label>`;
}

/** @param {{found: Answer, options: ImportOptions, change: Change}} props */
function PlainText({ found, options, change }) {
  const names = found.names ?? [];
  return html`
    ${found.has_times === false && html`<p class="hint">A plain text has no times. It is found in the audio: by the words of the draft, or by a job that transcribes the recording.</p>
      <label class="field">A segment is
        <select name="by" onChange=${(/** @type {Event} */ event) => change({ by: valueOf(event) })}>
          <option value="sentence">a sentence</option>
          <option value="paragraph">a paragraph</option>
        </select>
      </label>`}
    ${names.length > 0 && html`<label class="check">
      <input type="checkbox" name="speakers" checked=${options.speakers === "1"} onChange=${(/** @type {Event} */ event) => change({ speakers: /** @type {HTMLInputElement} */ (event.target).checked ? "1" : "0" })} />
      These are speakers: ${names.slice(0, 8).join(", ")}${names.length > 8 ? ` and ${names.length - 8} more` : ""}
    </label>`}
  `;
}

/** @param {{found: Answer}} props */
function Preview({ found }) {
  return html`<p class="quiet" role="status">${found.segments.toLocaleString("en")} segments</p>
    <ol class="import-preview" aria-label="Preview">
      ${(found.preview ?? []).map((cue, n) => html`<li key=${n}>
        ${found.has_times !== false && html`<span class="quiet">${formatClock(cue.start * 1000, 1)}</span> `}
        ${cue.speaker && html`<b>${cue.speaker}: </b>`}<span dir="auto">${cue.text}</span>
      </li>`)}
    </ol>`;
}

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;
