/**
 * The form for a dataset: what is taken, how it is written, and what it will have. Its fields have default values only: a value
 * would come back each time the form is drawn.
 */

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { ratesOf, readRequest, spellPlan } from "../../core/datasets/request.js";
import { NormaliserChoice } from "./normaliser-choice.js";

/** @typedef {import("../../core/datasets/request.js").CorpusFormat} CorpusFormat */
/** @typedef {import("./datasets.js").State} State */

const STATUSES = [["approved", "approved"], ["corrected", "corrected"], ["draft", "draft"], ["rejected", "rejected"]];
const SPLITS = "train=80,validation=10,test=10";

/** @param {{state: State, formats: CorpusFormat[], version: string}} props */
export function DatasetForm({ state, formats, version }) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const [name, setName] = useState(formats[0].name);
  const [audio, setAudio] = useState(formats[0].audio[0].name);
  const format = formats.find((one) => one.name === name) ?? formats[0];
  const read = () => readRequest(new FormData(form.current ?? undefined), state.recordings);
  const tell = () => state.changed(read(), form.current ? problemOf(form.current) : "");
  // After the change is drawn: another format has other audio and other rates, and a release that was made another next version.
  useEffect(tell, [name, audio, version]);
  const choose = (/** @type {Event} */ event) => {
    const wanted = formats.find((one) => one.name === valueOf(event)) ?? formats[0];
    setName(wanted.name);
    setAudio(wanted.audio[0].name);
  };
  return html`<form ref=${form} class="dataset-form"
    onInput=${tell}
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void state.make(read());
    }}
  >
    <div class="dataset-fields is-main">
      <label class="field">Format
        <select name="format" autofocus onChange=${choose}>${formats.map((one) => html`<option key=${one.name} value=${one.name} selected=${one.name === name}>${one.title}</option>`)}</select></label>
      <label class="field">Audio
        <select name="audio" onChange=${(/** @type {Event} */ event) => setAudio(valueOf(event))}>${format.audio.map((one) => html`<option key=${one.name} value=${one.name} selected=${one.name === audio}>${one.name}</option>`)}</select></label>
      <label class="field">Sample rate
        <select name="rate">${ratesOf(format, audio).map((rate) => html`<option key=${rate} value=${rate} selected=${rate === format.rate}>${rate.toLocaleString()} Hz</option>`)}</select></label>
      <label class="field">Splits and their shares
        <input name="splits" defaultValue=${SPLITS} spellcheck=${false} required /></label>
    </div>
    <fieldset class="choices is-row"><legend>Segments that are</legend>
      ${STATUSES.map(([value, label]) => html`<label key=${value}><input type="checkbox" name="status" value=${value} defaultChecked=${value === "approved"} /> ${label}</label>`)}
    </fieldset>
    ${format.holds_recordings && html`<label class="check"><input type="checkbox" name="whole_recordings" /> Whole recordings with the times of clips in them, not a file for each clip</label>`}
    <${More} version=${version} />
    <${Redaction} />
    <${Preview} preview=${state.preview.value} />
    <p class="dialog-actions"><button class="button is-main" disabled=${!state.preview.value.plan}>Make the dataset</button></p>
  </form>`;
}

/** @param {{version: string}} props */
function More({ version }) {
  return html`<details class="dataset-more"><summary>More filters, text and version</summary>
    <div class="dataset-fields">
      <label class="field">Only these speakers<input name="speakers" placeholder="Anna, Ben" /></label>
      <label class="field">Only recordings with the tags<input name="tags" placeholder="interviews, clean" /></label>
      <label class="field">Shortest clip, in seconds<input name="min_seconds" type="number" min="0" max="3600" step="any" defaultValue="0.3" /></label>
      <label class="field">Longest clip, in seconds<input name="max_seconds" type="number" min="0.1" max="3600" step="any" defaultValue="30" /></label>
      <label class="field">Audio before and after, in ms<input name="padding_ms" type="number" min="0" max="5000" defaultValue="0" /></label>
      <label class="field">Least signal-to-noise ratio, in dB<input name="min_snr_db" type="number" min="0" max="100" step="any" placeholder="any" /></label>
      <label class="field">Loudness, in LUFS<input name="loudness" type="number" min="-50" max="-5" step="any" placeholder="as recorded" /></label>
      <${NormaliserChoice} label="Normalised text" />
      <label class="field">Version<input name="version" defaultValue=${version} required maxlength="40" /></label>
      <label class="field">Folder on the server<input name="folder" placeholder="made of collection, version and format" maxlength="100" /></label>
    </div>
    <label class="check"><input type="checkbox" name="overlap" defaultChecked=${true} /> Also segments during which another person speaks</label>
    <label class="check"><input type="checkbox" name="trim_silence" /> Cut off silence at both ends of clips</label>
    <label class="check"><input type="checkbox" name="drop_marks" /> Leave out marks such as [laughs]</label>
    <label class="check"><input type="checkbox" name="move_joined" /> Move released recordings that turn out to share a voice into one split</label>
  </details>`;
}

function Redaction() {
  return html`<details class="dataset-more"><summary>Remove words from texts and audio</summary>
    <label class="field">Words, one in a line; an expression between two /
      <textarea name="redact" rows="4" spellcheck=${false} placeholder=${"Anna Schmidt\n/\\d{5,}/"}></textarea></label>
    <div class="dataset-fields">
      <label class="field">Their audio becomes
        <select name="redact_sound"><option value="silence">silence</option><option value="tone">a tone of 1 kHz</option></select></label>
      <label class="field">Also before and after, in ms<input name="redact_padding_ms" type="number" min="0" max="5000" defaultValue="100" /></label>
    </div>
    <label class="check"><input type="checkbox" name="redact_flagged" /> Remove flagged segments as a whole</label>
    <p class="quiet">Names are not recognised automatically: what is not in the list stays.</p>
  </details>`;
}

/** What the dataset will have; it is counted again after each change. @param {{preview: import("./datasets.js").Preview}} props */
function Preview({ preview: { plan, error, isWaiting, redacts } }) {
  return html`<div class=${`dataset-preview${isWaiting ? " is-stale" : ""}`} role="status" aria-busy=${isWaiting}>
    ${error && html`<p class="is-error">${error}</p>`}
    ${!plan && !error && html`<p class="quiet">Counting…</p>`}
    ${plan && html`
      ${spellPlan(plan).map((line) => html`<p key=${line}><b>${line}</b></p>`)}
      ${redacts && plan.redacted === 0 && html`<p>No word to remove is in the texts of these clips.</p>`}
      ${Object.keys(plan.reasons).length > 0 && html`<p>Left out: ${Object.entries(plan.reasons).map(([reason, n]) => `${n.toLocaleString()} ${reason}`).join("; ")}</p>`}
      ${plan.warnings.map((warning) => html`<p class="quiet" key=${warning}>${warning}</p>`)}
      <p class="quiet">It will lie on the server in <code>${plan.folder}</code></p>`}
  </div>`;
}

/**
 * What is wrong in the form itself, by the label of the field; empty if nothing is.
 *
 * @param {HTMLFormElement} form
 */
function problemOf(form) {
  const invalid = [...form.elements].find((one) => "labels" in one && one.matches(":invalid"));
  if (invalid instanceof HTMLInputElement) return `${invalid.labels?.[0]?.firstChild?.textContent?.trim()}: ${invalid.validationMessage}`;
  // The server takes segments of all statuses if none is named.
  return form.querySelector("[name=status]:checked") ? "" : "No segments are chosen. Tick at least one of approved, corrected, draft and rejected.";
}

/** @param {Event} event */
function valueOf(event) {
  return /** @type {HTMLSelectElement} */ (event.target).value;
}
