/** Above the table: sums of what is listed, and the filter. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { STAGES, isFiltered } from "../../core/library/list-view.js";
import { formatLanguage } from "../ui/format.js";
import { TagInput } from "./tag-dialogs.js";
import { WorkBar } from "./work-bar.js";

/** @typedef {import("../../core/library/list-view.js").Stage} Stage */
/** @typedef {import("../../core/library/paged-list.js").Summary} Summary */
/** @typedef {import("./list-state.js").List} List */

/** @type {Record<Stage, string>} */
const STAGE_NAMES = { working: "Working", failed: "Failed", empty: "No text", draft: "Draft", in_work: "In work", done: "Done" };
/** @type {Record<Stage, string>} */
const STAGE_HINTS = {
  working: "in preparation or drafting",
  failed: "preparation or draft failed",
  empty: "without text",
  draft: "nothing corrected or approved yet",
  in_work: "some segments corrected or approved",
  done: "all segments approved or rejected",
};

/** @param {{summary: Summary, list: List, datasets: import("../datasets/datasets.js").Datasets}} props */
export function ListBar({ summary, list, datasets }) {
  const view = list.view.value;
  return html`<div class="list-bar">
    <${Sums} summary=${summary} />
    <${Stages} summary=${summary} list=${list} />
    <div class="list-filters">
      <${LanguageFilter} languages=${summary.languages} list=${list} />
      <${ProjectFilter} projects=${summary.projects} list=${list} />
      <${DatasetsButton} projects=${summary.projects} list=${list} datasets=${datasets} />
      <${TagFilter} summary=${summary} list=${list} />
      <${MoreFilters} list=${list} />
      ${isFiltered(view) && html`<button class="link" onClick=${list.clear}>Clear the filter</button>`}
    </div>
  </div>`;
}

/** @param {{summary: Summary}} props */
function Sums({ summary: { total, n_all, sums } }) {
  const all = `${n_all.toLocaleString()} ${n_all === 1 ? "recording" : "recordings"}`;
  const share = (/** @type {number} */ n) => `${Math.floor((100 * n) / sums.segments)} %`;
  const parts = [
    total === n_all ? all : `${total.toLocaleString()} of ${all}`,
    formatClock(sums.duration * 1000),
    sums.segments > 0 && `${sums.segments.toLocaleString()} segments: ${share(sums.corrected)} corrected, ${share(sums.approved)} approved`,
  ];
  return html`<div class="list-sums">
    <p role="status">${parts.filter(Boolean).join(" · ")}</p>
    <${WorkBar} work=${{ n_segments: sums.segments, n_corrected: sums.corrected, n_approved: sums.approved, n_rejected: 0 }} />
  </div>`;
}

/** One button for each state, with the number of recordings in it. @param {{summary: Summary, list: List}} props */
function Stages({ summary: { counts, n_all }, list }) {
  const chosen = list.view.value.stage;
  const button = (/** @type {import("../../core/library/list-view.js").ListView["stage"]} */ stage, /** @type {string} */ name, /** @type {number} */ n, hint = "") => html`<button
    class="stage-button" key=${stage} aria-pressed=${stage === chosen} title=${hint || undefined} onClick=${() => list.filter({ stage: stage === chosen ? "" : stage })}>
    ${name} <span class="quiet number">${n.toLocaleString()}</span></button>`;
  const isOffered = (/** @type {Stage} */ stage) => counts[stage] > 0 || stage === chosen;
  return html`<div class="stage-buttons" role="group" aria-label="State">
    ${button("", "All", n_all)}
    ${chosen === "text" && button("text", "With text", counts.draft + counts.in_work + counts.done)}
    ${STAGES.filter(isOffered).map((stage) => button(stage, STAGE_NAMES[stage], counts[stage], STAGE_HINTS[stage]))}
  </div>`;
}

const valueOf = (/** @type {Event} */ event) => /** @type {HTMLSelectElement | HTMLInputElement} */ (event.target).value;

/** @param {{languages: Summary["languages"], list: List}} props */
function LanguageFilter({ languages, list }) {
  const { language: chosen } = list.view.value;
  const known = languages.some(({ language }) => language === chosen) || !chosen ? languages : [...languages, { language: chosen, n: 0 }];
  if (known.length < 2 && !chosen) return null;
  return html`<label class="quiet">Language
    <select aria-label="Language" value=${chosen} onChange=${(/** @type {Event} */ event) => list.filter({ language: valueOf(event) })}>
      <option value="" selected=${!chosen}>all</option>
      ${known.map(({ language, n }) => html`<option key=${language} value=${language} selected=${language === chosen}>${formatLanguage(language)} (${n.toLocaleString()})</option>`)}
    </select></label>`;
}

/** @param {{projects: Summary["projects"], list: List}} props */
function ProjectFilter({ projects, list }) {
  const { project: chosen } = list.view.value;
  if (!projects.length && !chosen) return null;
  return html`<label class="quiet">Collection
    <select aria-label="Collection" value=${chosen} onChange=${(/** @type {Event} */ event) => list.filter({ project: valueOf(event) })}>
      <option value="" selected=${!chosen}>all</option>
      <option value="none" selected=${chosen === "none"}>in none</option>
      ${projects.map(({ id, name, n }) => html`<option key=${id} value=${id} selected=${id === chosen}>${name} (${n.toLocaleString()})</option>`)}
    </select></label>`;
}

/** @param {{projects: Summary["projects"], list: List, datasets: import("../datasets/datasets.js").Datasets}} props */
function DatasetsButton({ projects, list, datasets }) {
  const project = projects.find(({ id }) => id === list.view.value.project);
  if (!project) return null;
  return html`<button class="button" onClick=${() => void datasets.open(project)}>Export as dataset…</button>`;
}

/** The tags of the filter, and a field for one more. @param {{summary: Summary, list: List}} props */
function TagFilter({ summary: { n_tags }, list }) {
  const { tags: chosen } = list.view.value;
  if (!n_tags && !chosen.length) return null;
  const add = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.value.trim()) list.addTag(input.value);
    input.value = "";
  };
  return html`<span class="tag-filter">
    ${chosen.map((tag) => html`<button key=${tag} class="tag is-on" aria-label=${`Tag ${tag}: show recordings without it too`} onClick=${() => list.filter({ tags: chosen.filter((one) => one !== tag) })}>${tag} <span aria-hidden="true">×</span></button>`)}
    <label class="quiet">Tag <${TagInput} class="tag-input" id="known-tags" known=${list.knownTags()} without=${chosen} placeholder=${`${n_tags.toLocaleString()} ${n_tags === 1 ? "tag" : "tags"}`} aria-label="Filter by tag" onChange=${add} /></label>
  </span>`;
}

/**
 * Show a value in a field, but not while somebody types in it: the list is drawn again at each change elsewhere.
 * @param {string} value
 */
function unlessTyping(value) {
  return (/** @type {HTMLInputElement | null} */ input) => {
    if (input && input !== document.activeElement) input.value = value;
  };
}

/** @param {{list: List}} props */
function MoreFilters({ list }) {
  const { speaker, since, until } = list.view.value;
  const set = [speaker && `speaker ${speaker}`, since && `from ${since}`, until && `until ${until}`].filter(Boolean);
  return html`<details class="more-filters">
    <summary>${set.length ? `More filters: ${set.join(", ")}` : "More filters"}</summary>
    <div class="more-fields">
      <label class="quiet">Speaker <input ref=${unlessTyping(speaker)} dir="auto" onChange=${(/** @type {Event} */ event) => list.filter({ speaker: valueOf(event).trim() })} /></label>
      <label class="quiet">Added from <input type="date" value=${since} onChange=${(/** @type {Event} */ event) => list.filter({ since: valueOf(event) })} /></label>
      <label class="quiet">Added until <input type="date" value=${until} onChange=${(/** @type {Event} */ event) => list.filter({ until: valueOf(event) })} /></label>
    </div>
  </details>`;
}
