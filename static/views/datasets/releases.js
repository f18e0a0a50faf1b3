/** The jobs that make datasets of a collection, and its releases. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { spellBytes, spellDifference } from "../../core/datasets/request.js";
import { count, formatDate } from "../ui/format.js";
import { Comparisons } from "./comparisons.js";
import { Doing, JobButtons } from "./job-rows.js";

/** @typedef {import("./datasets.js").State} State */
/** @typedef {import("./datasets.js").Release} Release */

/** @param {{state: State}} props */
export function Jobs({ state }) {
  const jobs = state.jobs.value;
  if (!jobs.length) return null;
  return html`<section aria-label="In work"><h3>In work</h3>
    <ul class="dataset-list">${jobs.map((job) => html`<li key=${job.id} data-job=${job.id} data-state=${job.state}>
      <p><code>${nameOf(job.folder ?? "")}</code> <${Doing} job=${job} what="dataset" /></p>
      <p class="dataset-buttons"><${JobButtons} job=${job} state=${state} /></p>
    </li>`)}</ul>
  </section>`;
}

/** @param {{state: State}} props */
export function Releases({ state }) {
  const releases = state.releases.value;
  return html`<section aria-label="Releases"><h3>Releases</h3>
    ${!releases.length && html`<p class="quiet">None yet.</p>`}
    <ul class="dataset-list">${releases.map((release, n) => html`<${One} key=${release.id} state=${state} release=${release} before=${releases[n + 1]} />`)}</ul>
  </section>`;
}

/** @param {{state: State, release: Release, before: Release | undefined}} props */
function One({ state, release, before }) {
  const { version, format, clips, hours, bytes, folder, created, erased } = release;
  const differs = state.differences.value.get(release.id);
  const address = `/api/v1/projects/${state.project.id}/releases/${release.id}`;
  const facts = release.is_present ? `${count(clips, "clip")}, ${formatClock(hours * 3_600_000)}, ${spellBytes(bytes)}` : "its folder is not there any more";
  return html`<li data-release=${release.id}>
    <p><b>${version}</b> ${format} <span class="quiet">${formatDate(created)}; ${facts}</span></p>
    <p><code>${folder}</code></p>
    ${erased.map((one) => html`<p class="is-error" key=${one.recording}>It holds ${count(one.clips, "clip")} of a recording that was erased since (${one.recording}). Do not pass it on; make another version.</p>`)}
    ${differs && html`<p role="status">${spellDifference(differs)}, since ${before?.version}.</p>`}
    <p class="dataset-buttons">
      ${release.is_present && html`<a class="button" href=${`${address}/card`} target="_blank" rel="noopener">Card</a>`}
      ${release.has_archive && html`<a class="button" href=${`${address}/archive`} download>Download (${spellBytes(bytes)})</a>`}
      ${release.is_present && before?.is_present && !differs && html`<button class="button" onClick=${() => void state.compare(release, before)}>Compare with ${before.version}</button>`}
      ${release.is_present && html`<button class="button" aria-expanded=${state.comparisons.value?.release === release.id} onClick=${() => void state.toggleComparisons(release)}>Compare models…</button>`}
    </p>
    <${Comparisons} state=${state} release=${release} />
  </li>`;
}

/** The last part of a path. @param {string} path */
function nameOf(path) {
  return path.split(/[\\/]/).at(-1) ?? path;
}
