/** Options for drafts of new recordings: one line for the main ones, a disclosure for the rest. */

import { html } from "htm/preact";

import { KEEP_NUMBERS, KEEP_SPELLING, readHotwords } from "../editing/asr-dialogs.js";
import { formatLanguage, spellFetch, spellModel } from "../ui/format.js";
import { ModelChoice } from "./model-choice.js";

/** @typedef {import("../editing/asr-dialogs.js").Model} Model */
/** @typedef {import("../../core/commands/settings.js").Settings} Settings */

/** @typedef {import("../../core/sync/api.js").Bodies["POST /uploads/{upload_id}/finish"]} DraftOptions */

/**
 * Draft options sent with an upload.
 * @param {Settings} settings
 * @returns {DraftOptions}
 */
export function draftOptionsOf(settings) {
  return {
    model: /** @type {DraftOptions["model"]} */ (settings.draftModel),
    language: settings.draftLanguage,
    hotwords: readHotwords(settings.draftHotwords),
    multilingual: settings.draftDetectEach,
    keep_numbers: settings.draftKeepNumbers,
    keep_spelling: settings.draftKeepSpelling,
    translate: settings.draftTranslate,
  };
}

/**
 * @param {object} props
 * @param {{models: Model[], languages: {code: string}[]}} props.choices
 * @param {Settings} props.settings
 * @param {(changes: Partial<Settings>) => void} props.choose
 * @param {boolean} props.isFirst on the first screen the models are shown
 * @param {string} props.told a model whose download the page describes elsewhere
 */
export function DraftChoice({ choices, settings, choose, isFirst, told }) {
  const valueOf = (/** @type {Event} */ event) => /** @type {HTMLSelectElement} */ (event.target).value;
  const isOn = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).checked;
  const absent = choices.models.find(({ name, present }) => name === settings.draftModel && name !== told && !present);
  return html`<div class="draft-choice quiet">
    <label>New recordings are drafted with
      <select aria-label="Model for new recordings" value=${settings.draftModel} onChange=${(/** @type {Event} */ event) => choose({ draftModel: valueOf(event) })}>
        ${choices.models.map((model) => html`<option value=${model.name} selected=${model.name === settings.draftModel}>${model.name}: ${spellModel(model)}</option>`)}
        <option value="none" selected=${settings.draftModel === "none"}>no model: I transcribe by hand</option>
      </select></label>
    <label>in
      <select aria-label="Language of new recordings" value=${settings.draftLanguage} onChange=${(/** @type {Event} */ event) => choose({ draftLanguage: valueOf(event) })}>
        <option value="auto">the detected language</option>
        ${choices.languages.map(({ code }) => html`<option value=${code} selected=${code === settings.draftLanguage}>${formatLanguage(code)}</option>`)}
      </select></label>
    ${absent && html`<p class="draft-fetch">The first draft downloads ${absent.name}: ${spellFetch(absent)}.</p>`}
    <${ModelChoice} models=${choices.models} chosen=${settings.draftModel} choose=${(/** @type {string} */ name) => choose({ draftModel: name })} isOpen=${isFirst} />
    ${settings.draftModel !== "none" && html`<details class="draft-more">
      <summary>More${spellMore(settings)}</summary>
      <div class="draft-fields">
        <label class="field">Names and terms that occur, separated by commas
          <textarea rows="2" spellcheck=${false} placeholder="Zoë Müller, Kubernetes" value=${settings.draftHotwords}
            onInput=${(/** @type {Event} */ event) => choose({ draftHotwords: valueOf(event) })}></textarea>
        </label>
        <label class="check">
          <input type="checkbox" checked=${settings.draftDetectEach} onChange=${(/** @type {Event} */ event) => choose({ draftDetectEach: isOn(event) })} />
          The language may change within a recording
        </label>
        <label class="check" title=${KEEP_NUMBERS}>
          <input type="checkbox" checked=${settings.draftKeepNumbers} onChange=${(/** @type {Event} */ event) => choose({ draftKeepNumbers: isOn(event) })} />
          Keep numbers as heard
        </label>
        <label class="check" title=${KEEP_SPELLING}>
          <input type="checkbox" checked=${settings.draftKeepSpelling} onChange=${(/** @type {Event} */ event) => choose({ draftKeepSpelling: isOn(event) })} />
          Keep spelling as heard
        </label>
        <label class="check">
          <input type="checkbox" checked=${settings.draftTranslate} onChange=${(/** @type {Event} */ event) => choose({ draftTranslate: isOn(event) })} />
          Also translate to English
        </label>
      </div>
    </details>`}
  </div>`;
}

/**
 * Summary of the options in the disclosure, so that they stay visible.
 * @param {Settings} settings
 */
function spellMore(settings) {
  const n = readHotwords(settings.draftHotwords).length;
  const set = [
    n && `${n} ${n === 1 ? "term" : "terms"}`,
    settings.draftDetectEach && "several languages",
    settings.draftKeepNumbers && "numbers as heard",
    settings.draftKeepSpelling && "spelling as heard",
    settings.draftTranslate && "with translation",
  ].filter(Boolean);
  return set.length ? `: ${set.join(", ")}` : "…";
}
