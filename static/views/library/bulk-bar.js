/** What can be done with the selected recordings. */

import { html } from "htm/preact";

import { formatLanguage } from "../ui/format.js";

/**
 * @param {object} props
 * @param {import("./list-state.js").List} props.list
 * @param {import("./bulk-actions.js").BulkActions} props.bulk
 * @param {{code: string}[]} props.languages
 */
export function BulkBar({ list, bulk, languages }) {
  const n = list.nChosen.value;
  const nListed = list.listed.value.summary?.total ?? 0;
  const isBusy = bulk.running.value !== null;
  if (!n && !isBusy) return null;
  const chosen = () => [...list.selection.peek().ids];
  const setLanguage = (/** @type {Event} */ event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    bulk.setLanguage(chosen(), select.value === "auto" ? null : select.value);
    select.value = "";
  };
  const projects = list.listed.value.summary?.projects ?? [];
  const setProject = (/** @type {Event} */ event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    const wanted = select.value;
    select.value = "";
    if (wanted === "new") bulk.newProject(chosen());
    else bulk.setProject(chosen(), wanted === "none" ? null : wanted);
  };
  const button = (/** @type {string} */ label, /** @type {(ids: string[]) => void} */ run) => html`<button class="button" disabled=${isBusy} onClick=${() => run(chosen())}>${label}</button>`;
  return html`<div class="bulk-bar" role="toolbar" aria-label="Selected recordings">
    <strong role="status">${bulk.running.value ?? `${n.toLocaleString()} selected`}</strong>
    ${n < nListed && html`<button class="link" onClick=${list.selectAll}>Select all ${nListed.toLocaleString()} that match</button>`}
    <button class="link" onClick=${list.selectNone}>Select none</button>
    <span class="bulk-space"></span>
    ${button("Draft…", bulk.draft)}
    <select aria-label="Set the language of the selected recordings" disabled=${isBusy} onChange=${setLanguage}>
      <option value="">Set language…</option>
      <option value="auto">detected language</option>
      ${languages.map(({ code }) => html`<option key=${code} value=${code}>${formatLanguage(code)}</option>`)}
    </select>
    ${button("Tags…", bulk.tags)}
    <select aria-label="Put the selected recordings into a collection" disabled=${isBusy} onChange=${setProject}>
      <option value="">Collection…</option>
      ${projects.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}
      <option value="new">New collection…</option>
      <option value="none">in none</option>
    </select>
    ${button("Export…", bulk.archive)}
    ${button("Export as dataset…", bulk.dataset)}
    ${button("Delete", bulk.remove)}
  </div>`;
}
