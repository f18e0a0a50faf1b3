/** Comparisons of models on a release: the form for another one, those in work, and the reports. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { HEADS, cellsOf, spellSet } from "../../core/datasets/comparison.js";
import { spellBytes } from "../../core/datasets/request.js";
import { formatDate } from "../ui/format.js";
import { Doing, JobButtons } from "./job-rows.js";
import { NormaliserChoice } from "./normaliser-choice.js";

/** @typedef {import("./datasets.js").State} State */
/** @typedef {import("./datasets.js").Release} Release */
/** @typedef {import("../../core/datasets/comparison.js").Comparison} Comparison */
/** @typedef {import("../../core/datasets/comparison.js").Report} Report */

/** @param {{state: State, release: Release}} props */
export function Comparisons({ state, release }) {
  const shown = state.comparisons.value;
  if (shown?.release !== release.id) return null;
  return html`<section class="comparisons" aria-label=${`Models on ${release.version}`}>
    <${Form} state=${state} release=${release} models=${shown.models} />
    ${shown.found.map((one) => html`<${One} key=${one.job.id} state=${state} release=${release} one=${one} />`)}
  </section>`;
}

/** @param {{state: State, release: Release, models: import("./datasets.js").InstalledModel[]}} props */
function Form({ state, release, models }) {
  const [chosen, setChosen] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
  const splits = [...release.splits, "all"];
  const toggle = (/** @type {string} */ name) => setChosen(new Set(chosen.has(name) ? [...chosen].filter((one) => one !== name) : [...chosen, name]));
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const normaliser = /** @type {"none"} */ (String(fields.get("normaliser")));
    void state.compareModels(release, { models: [...chosen], split: String(fields.get("split")), normaliser });
  };
  return html`<form onSubmit=${submit}>
    <p>Each model drafts the clips of a split, and its words are compared with the approved ones. The library is not changed.</p>
    <fieldset class="choices is-row"><legend>Installed models</legend>
      ${models.map(({ name, size }) => html`<label key=${name}><input type="checkbox" checked=${chosen.has(name)} onChange=${() => toggle(name)} /> ${name} <span class="quiet">${spellBytes(size)}</span></label>`)}
    </fieldset>
    <div class="dataset-fields">
      <label class="field">Split
        <select name="split">${splits.map((name) => html`<option key=${name} value=${name} selected=${name === (splits.includes("test") ? "test" : "all")}>${name}</option>`)}</select></label>
      <${NormaliserChoice} label="Words are compared" />
    </div>
    <p class="dataset-buttons"><button class="button is-main" disabled=${!chosen.size}>Compare ${chosen.size > 1 ? `${chosen.size} models` : "models"}</button></p>
  </form>`;
}

/** @param {{state: State, release: Release, one: Comparison}} props */
function One({ state, release, one: { job, report } }) {
  if (!report) {
    if (job.state === "cancelled") return null;
    return html`<article data-job=${job.id} data-state=${job.state}>
      <p>${job.state === "done" ? "Its report was removed: a recording in it was erased." : html`<${Doing} job=${job} what="comparison" />`}</p>
      ${job.state !== "done" && html`<p class="dataset-buttons"><${JobButtons} job=${job} state=${state} /></p>`}
    </article>`;
  }
  const address = `/api/v1/projects/${state.project.id}/releases/${release.id}/bakeoffs/${job.id}/page`;
  return html`<article data-job=${job.id} data-state=${job.state}>
    <p><b>${spellSet(report)}</b> <span class="quiet">${formatDate(job.finished ?? job.created)}</span></p>
    ${report.warnings.map((warning) => html`<p class="notice" key=${warning}>${warning}</p>`)}
    <div class="table-scroll"><table class="comparison-table">
      <thead><tr>${HEADS.map((head) => html`<th scope="col" key=${head}>${head}</th>`)}</tr></thead>
      <tbody>${report.models.map((model) => html`<${Row} key=${model.model} model=${model} />`)}</tbody>
    </table></div>
    <ul>${report.comparisons.map(({ verdict }) => html`<li key=${verdict}>${verdict}</li>`)}</ul>
    <p class="quiet">In brackets: 95 % intervals by recording. Compared words: ${report.normalisation}.</p>
    <p class="dataset-buttons"><a class="button" href=${address} target="_blank" rel="noopener">Passages with most errors</a></p>
  </article>`;
}

/** @param {{model: Report["models"][number]}} props */
function Row({ model }) {
  const [name, ...cells] = cellsOf(model);
  return html`<tr><th scope="row">${name}</th>${cells.map((cell, column) => html`<td key=${HEADS[column + 1]}>${cell}</td>`)}</tr>`;
}
