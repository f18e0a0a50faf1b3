/** Above the table: sums, filters, and what can be done with the selected recordings. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { STAGES, isFiltered, stageOf } from "../../core/library/list-view.js";
import { formatLanguage } from "../ui/format.js";

/** @typedef {import("../../core/sync/api-types.js").Media} Media */
/** @typedef {import("../../core/library/list-view.js").Stage} Stage */
/** @typedef {import("./list-state.js").List} List */

/** @type {Record<Stage, string>} */
const STAGE_NAMES = { working: "in preparation or drafting", failed: "failed", empty: "without text", text: "with text" };

/** @param {{recordings: Media[], list: List}} props */
export function ListBar({ recordings, list }) {
  const rows = list.rows.value;
  const view = list.view.value;
  const languages = [...new Set(recordings.map(({ language }) => language ?? ""))].filter((code) => code || view.language === code).sort();
  const valueOf = (/** @type {Event} */ event) => /** @type {HTMLSelectElement} */ (event.target).value;
  return html`<div class="list-bar">
    <p class="list-sums" role="status">${spellSums(rows, recordings.length)}</p>
    <label class="quiet">State
      <select aria-label="State" value=${view.stage} onChange=${(/** @type {Event} */ event) => list.filter({ stage: /** @type {Stage} */ (valueOf(event)) })}>
        <option value="" selected=${!view.stage}>all</option>
        ${STAGES.map((stage) => html`<option value=${stage} selected=${stage === view.stage}>${STAGE_NAMES[stage]}</option>`)}
      </select></label>
    <label class="quiet">Language
      <select aria-label="Language" value=${view.language} onChange=${(/** @type {Event} */ event) => list.filter({ language: valueOf(event) })}>
        <option value="" selected=${!view.language}>all</option>
        ${[...new Set([...languages, view.language])].filter(Boolean).map((code) => html`<option value=${code} selected=${code === view.language}>${formatLanguage(code)}</option>`)}
      </select></label>
    ${isFiltered(view) && html`<button class="link" onClick=${list.clear}>Clear the filter</button>`}
  </div>`;
}

/**
 * The sums of the shown recordings.
 * @param {Media[]} rows
 * @param {number} nAll
 */
function spellSums(rows, nAll) {
  const seconds = rows.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
  const ofStage = (/** @type {Stage} */ stage) => rows.filter((media) => stageOf(media) === stage).length;
  const some = (/** @type {number} */ n, /** @type {string} */ what) => n > 0 && `${n.toLocaleString()} ${what}`;
  const all = `${nAll.toLocaleString()} ${nAll === 1 ? "recording" : "recordings"}`;
  const shown = rows.length === nAll ? all : `${rows.length.toLocaleString()} of ${all}`;
  return [shown, formatClock(seconds * 1000), some(ofStage("working"), "in preparation or drafting"), some(ofStage("empty"), "without text"), some(ofStage("failed"), "failed")]
    .filter(Boolean)
    .join(" · ");
}

/**
 * @param {object} props
 * @param {List} props.list
 * @param {import("./bulk-actions.js").BulkActions} props.bulk
 * @param {{code: string}[]} props.languages
 */
export function BulkBar({ list, bulk, languages }) {
  const chosen = list.chosen.value;
  const nShown = list.rows.value.length;
  if (!chosen.length) return null;
  const setLanguage = (/** @type {Event} */ event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    void bulk.setLanguage(chosen, select.value === "auto" ? null : select.value);
    select.value = "";
  };
  return html`<div class="bulk-bar" role="toolbar" aria-label="Selected recordings">
    <strong role="status">${chosen.length.toLocaleString()} selected</strong>
    ${chosen.length < nShown && html`<button class="link" onClick=${list.selectAll}>Select all ${nShown.toLocaleString()} that match</button>`}
    <button class="link" onClick=${list.selectNone}>Select none</button>
    <span class="bulk-space"></span>
    <button class="button" onClick=${() => bulk.draft(chosen)}>Draft</button>
    <select aria-label="Set the language of the selected recordings" onChange=${setLanguage}>
      <option value="">Set language…</option>
      <option value="auto">detected language</option>
      ${languages.map(({ code }) => html`<option value=${code}>${formatLanguage(code)}</option>`)}
    </select>
    <button class="button" onClick=${() => bulk.remove(chosen)}>Delete</button>
  </div>`;
}
