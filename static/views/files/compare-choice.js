/** The dialog “Compare with…”: a file, the draft, an earlier state, or another recording. */

import { html } from "htm/preact";

import { messageOf } from "../../core/base/errors.js";
import { createLatestAnswer } from "../../core/base/latest-answer.js";
import { formatEntry, groupSteps } from "../../core/review/history.js";
import { openDialog } from "../ui/dialogs.js";
import { formatDate } from "../ui/format.js";

/** @typedef {{id: string, title: string}} Recording */
/** @typedef {import("../../core/review/history.js").Entry} Entry */
/** @typedef {"file" | "draft" | "revision" | "recording"} Source */

/**
 * @param {object} question
 * @param {string} question.mediaId
 * @param {import("../../core/sync/api.js").Api} question.api
 * @param {() => void} question.pickFile
 * @param {(name: string) => void} question.compare with `draft`, a recording, or `ID@REVISION`
 */
export function askComparison({ mediaId, api, pickFile, compare }) {
  let source = /** @type {Source} */ ("file");
  let entries = /** @type {Entry[] | null} */ (null);
  let recordings = /** @type {readonly Recording[] | null} */ (null);
  let chosen = { revision: "", recording: "" };
  let problem = "";
  const pick = (/** @type {Source} */ next) => {
    source = next;
    redraw();
    if (next === "revision" && !entries) void attempt(readHistory);
    if (next === "recording" && !recordings) find("");
  };
  const attempt = async (/** @type {() => Promise<void>} */ run) => {
    problem = "";
    await run().catch((error) => void (problem = messageOf(error)));
    redraw();
  };
  const readHistory = async () => {
    const { history } = await api.history(mediaId, 200);
    entries = groupSteps(history);
    chosen = { ...chosen, revision: String(entries[0]?.revision ?? "") };
  };
  const takeRecordings = createLatestAnswer((/** @type {readonly Recording[] | string} */ found) => {
    problem = typeof found === "string" ? found : "";
    if (typeof found !== "string") recordings = found;
    if (!recordings?.some(({ id }) => id === chosen.recording)) chosen = { ...chosen, recording: recordings?.[0]?.id ?? "" };
    redraw();
  });
  const find = (/** @type {string} */ text) =>
    void takeRecordings(api.library({ q: text.trim() || undefined, limit: 50 }).then(({ media }) => media.filter(({ id }) => id !== mediaId), messageOf));
  const nameOf = () => ({ file: "file", draft: "draft", revision: chosen.revision && `${mediaId}@${chosen.revision}`, recording: chosen.recording })[source];
  const submit = (/** @type {SubmitEvent} */ event, /** @type {() => void} */ close) => {
    event.preventDefault();
    const name = nameOf();
    if (!name) return;
    close();
    if (source === "file") pickFile();
    else compare(name);
  };
  const value = (/** @type {Event} */ event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;
  const option = (/** @type {Source} */ name, /** @type {string} */ label) => html`<label><input type="radio" name="source" value=${name} autofocus=${name === "file"} checked=${source === name} onChange=${() => pick(name)} /> ${label}</label>`;
  const { redraw } = openDialog("Compare with…", (close) => html`<form class="compare-choice" onSubmit=${(/** @type {SubmitEvent} */ event) => submit(event, close)}>
    <fieldset class="choices"><legend>This transcript and</legend>
      ${option("file", "a subtitle or transcript file")}
      ${option("draft", "its draft, as it was recognised or imported")}
      ${option("revision", "an earlier state of it")}
      ${option("recording", "the transcript of another recording")}
    </fieldset>
    ${source === "revision" && entries && html`<label class="field">State after
      <select name="revision" onChange=${(/** @type {Event} */ event) => void (chosen = { ...chosen, revision: value(event) })}>
        ${entries.map((entry) => html`<option key=${entry.id} value=${entry.revision} selected=${String(entry.revision) === chosen.revision}>${formatDate(entry.at)}, revision ${entry.revision}: ${formatEntry(entry)}</option>`)}
      </select></label>`}
    ${source === "recording" && html`<label class="field">Find a recording <input type="search" name="q" autocomplete="off" onInput=${(/** @type {Event} */ event) => find(value(event))} /></label>
      ${recordings && html`<label class="field">Recording
        <select name="recording" size="6" onChange=${(/** @type {Event} */ event) => void (chosen = { ...chosen, recording: value(event) })}>
          ${recordings.map(({ id, title }) => html`<option key=${id} value=${id} selected=${id === chosen.recording}>${title}</option>`)}
        </select></label>`}`}
    ${problem && html`<p class="is-error" role="alert">${problem}</p>`}
    <p class="dialog-actions"><button type="button" class="button" onClick=${close}>Cancel</button>
      <button class="button is-main">${source === "file" ? "Choose a file…" : "Compare"}</button></p>
  </form>`);
}
