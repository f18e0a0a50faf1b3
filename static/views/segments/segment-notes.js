/**
 * Notes beside the segments of the list: a mark while a job works on them, their English translation,
 * and failed ranges at their position.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { computed, effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { isAbout, placeCues, unwritten } from "../../core/sync/jobs.js";
import { showNotices } from "./notice-notes.js";

/** @typedef {import("../../core/sync/jobs.js").FailedRange} FailedRange */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element of the list; holds notes before the first segment
 * @param {import("./segment-list.js").SegmentList} options.list
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("../../core/sync/jobs.js").Work} options.work
 * @param {import("../editing/asr-commands.js").AsrCommands} options.asr
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} options.settings
 */
export function createNotes(scope, { element, list, store, work, asr, settings }) {
  const lost = computed(() => unwritten(work.lost.value, store.transcript.value.segments));
  markJobs(scope, { list, store, work });
  showTranslation(scope, { list, store, work, settings });
  const lead = document.createElement("div");
  lead.className = "list-lead";
  element.prepend(lead);
  showFailedRanges(scope, { lead, list, store, lost, asr });
  const notices = showNotices(scope, { lead, list, store, work, asr });
  return { lost, notices };
}

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{list: import("./segment-list.js").SegmentList, store: import("../../core/sync/transcript-store.js").Store, work: import("../../core/sync/jobs.js").Work}} parts
 */
function markJobs(scope, { list, store, work }) {
  const about = computed(() => work.jobs.value.filter((job) => job.kind === "redraft" || job.kind === "align"));
  /** @type {Set<HTMLElement>} */
  let marked = new Set();
  scope.add(
    effect(() => {
      const jobs = about.value;
      const segments = jobs.length ? store.transcript.value.segments : [];
      const next = new Set();
      for (const segment of segments) {
        const row = jobs.some((job) => isAbout(job, segment)) && list.row(segment.id);
        if (row) next.add(row);
      }
      for (const row of marked) if (!next.has(row)) row.removeAttribute("aria-busy");
      for (const row of next) row.setAttribute("aria-busy", "true");
      marked = next;
    }),
  );
}

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{list: import("./segment-list.js").SegmentList, store: import("../../core/sync/transcript-store.js").Store, work: import("../../core/sync/jobs.js").Work, settings: import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>}} parts
 */
function showTranslation(scope, { list, store, work, settings }) {
  const placed = computed(() =>
    settings.value.showTranslation && work.cues.value
      ? placeCues(store.transcript.value.segments, work.cues.value)
      : new Map(),
  );
  /** @type {Map<number, HTMLElement>} */
  let shown = new Map();
  scope.add(
    effect(() => {
      void store.transcript.value; // rows may have been rebuilt
      const next = new Map();
      for (const [id, text] of placed.value) {
        const row = list.row(id);
        if (!row) continue;
        const line = shown.get(id) ?? makeLine();
        if (line.textContent !== text) line.textContent = text;
        if (line.parentElement !== row) row.append(line);
        next.set(id, line);
      }
      for (const [id, line] of shown) if (!next.has(id)) line.remove();
      shown = next;
    }),
  );
}

function makeLine() {
  const line = document.createElement("p");
  line.className = "seg-translation";
  line.lang = "en";
  return line;
}

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} parts
 * @param {HTMLElement} parts.lead holds notes before the first segment
 * @param {import("./segment-list.js").SegmentList} parts.list
 * @param {import("../../core/sync/transcript-store.js").Store} parts.store
 * @param {import("@preact/signals").ReadonlySignal<FailedRange[]>} parts.lost
 * @param {import("../editing/asr-commands.js").AsrCommands} parts.asr
 */
function showFailedRanges(scope, { lead, list, store, lost, asr }) {
  /** @type {Map<number, HTMLElement>} */
  let shown = new Map();
  scope.add(
    effect(() => {
      const { segments } = store.transcript.value;
      const next = new Map();
      for (const range of lost.value) {
        const before = segments.findLast((segment) => segment.startMs <= range.startMs);
        const place = (before && list.row(before.id)) ?? lead;
        const note = shown.get(range.id) ?? makeNote(range, asr);
        if (note.parentElement !== place) place.append(note);
        next.set(range.id, note);
      }
      for (const [id, note] of shown) {
        if (next.has(id)) continue;
        render(null, note);
        note.remove();
      }
      shown = next;
    }),
  );
}

/**
 * @param {FailedRange} range
 * @param {import("../editing/asr-commands.js").AsrCommands} asr
 */
function makeNote(range, asr) {
  const note = document.createElement("section");
  note.className = "lost";
  note.dataset.chunk = String(range.id);
  const place = `${formatClock(range.startMs)} – ${formatClock(range.endMs)}`;
  note.setAttribute("aria-label", `Not drafted: ${place}`);
  note.onclick = (event) => event.stopPropagation(); // it is not part of the segment above it
  render(
    html`
      <p class="lost-text">Speech recognition failed at <b>${place}</b>: ${range.error}</p>
      <p class="lost-actions">
        <button class="link" onClick=${() => asr.listen(range)}>Listen</button>
        <button class="link" onClick=${() => asr.retry(range)}>Try again</button>
        <button class="link" onClick=${() => asr.typeYourself(range)}>Type it yourself</button>
      </p>
    `,
    note,
  );
  return note;
}
