/** How statistics look: figures, confidence over the recording, work over time, the people. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { roundUp, timeTicks } from "../../core/charts/scale.js";
import { confidenceColumns, lowestColumns } from "../../core/review/confidence-columns.js";
import { effortOf, formatLength, formatRate, keyFigures, speeds, wordSpeedOf } from "../../core/review/work-figures.js";
import { BarChart, ChartTable } from "../charts/charts.js";
import { count } from "../ui/format.js";

/** @typedef {import("../../core/review/confidence-columns.js").ConfidenceColumn} ConfidenceColumn */
/** @typedef {import("../../core/sync/api-types.js").Statistics} WorkStatistics */
/** @typedef {{columns: ConfidenceColumn[], lowest: ConfidenceColumn[], durationMs: number, threshold: number}} Places */

const MOST_TICKS = 6;
const MOST_LOWEST = 5;

/**
 * Confidence over the recording, as the dialog shows it.
 *
 * @param {readonly import("../../core/document/operations.js").Segment[]} segments
 * @param {number} durationMs
 * @param {number} threshold
 * @returns {Places}
 */
export function createConfidencePlaces(segments, durationMs, threshold) {
  const endMs = durationMs || segments.reduce((latest, segment) => Math.max(latest, segment.endMs), 0);
  const columns = confidenceColumns(segments, endMs);
  return { columns, lowest: lowestColumns(columns, threshold, MOST_LOWEST), durationMs: endMs, threshold };
}

/** @param {{places: Places, work: WorkStatistics | null, problem: string, retry: () => void, goTo: (ms: number) => void}} props */
export function Statistics({ places, work, problem, retry, goTo }) {
  return html`
    ${problem && html`<p class="notice is-error" role="alert">${problem} <button class="link" onClick=${retry}>Try again</button></p>`}
    ${work ? html`<${Figures} work=${work} />` : !problem && html`<p class="quiet">Counting the edits…</p>`}
    <${Confidence} places=${places} goTo=${goTo} />
    ${work && html`<${WorkOverTime} work=${work} />`}
    ${work && work.people.length > 1 && html`<${People} people=${work.people} />`}
  `;
}

/** @param {{work: WorkStatistics}} props */
function Figures({ work }) {
  return html`<section aria-label="Figures"><dl class="figures">
    ${keyFigures(work).map(({ label, value, hint }) => html`<div key=${label}>
      <dt>${label}</dt><dd class="figure-value">${value}</dd><dd class="figure-hint">${hint}</dd>
    </div>`)}
  </dl></section>`;
}

/** @param {{places: Places, goTo: (ms: number) => void}} props */
function Confidence({ places: { columns, lowest, durationMs, threshold }, goTo }) {
  if (!columns.some(({ nWords }) => nWords > 0)) {
    return html`<section aria-label="Confidence"><h3>Confidence over the recording</h3><p class="hint">There are no words with times yet. A draft brings them.</p></section>`;
  }
  const hasDraft = columns.some(({ confidence }) => confidence !== null);
  const bars = columns.map((column) => ({ value: column.confidence ?? (column.nWords ? 1 : null), className: classOf(column, threshold), title: describe(column) }));
  const ticks = timeTicks(durationMs / 1000, MOST_TICKS).map((s) => ({ at: (1000 * s) / durationMs, text: formatClock(1000 * s) }));
  return html`<section aria-label="Confidence">
    <h3>Confidence over the recording</h3>
    <p class="hint">${hasDraft ? "Mean confidence of the words that nobody has confirmed. A click moves playback there." : "No word has a confidence: a person typed or confirmed all words, or they were imported."}</p>
    <${BarChart} bars=${bars} max=${1} top="100 %" line=${hasDraft ? threshold : null} ticks=${ticks} label="Confidence over the recording; the table below has the same figures" onPick=${(/** @type {number} */ i) => goTo(columns[i].startMs)} />
    <ul class="chart-legend">
      <li><span class="legend-of is-low"></span>low (below ${Math.round(100 * threshold)} %, the line)</li>
      <li><span class="legend-of"></span>higher</li>
      <li><span class="legend-of is-confirmed"></span>all words confirmed</li>
    </ul>
    ${lowest.length > 0 && html`<p class="hint">Lowest: ${lowest.map((column, i) => html`${i > 0 && ", "}<button class="link" key=${column.startMs} title="Move playback there" onClick=${() => goTo(column.startMs)}>${formatClock(column.startMs)} (${percent(column.confidence)})</button>`)}</p>`}
    <${ChartTable} caption="Confidence over the recording" head=${["From", "Confidence", "Words", "Confirmed"]}
      rows=${columns.filter(({ nWords }) => nWords > 0).map((column) => [
        html`<button class="link" onClick=${() => goTo(column.startMs)}>${formatClock(column.startMs)}</button>`, percent(column.confidence), column.nWords, column.nConfirmed,
      ])} />
  </section>`;
}

/** @param {ConfidenceColumn} column @param {number} threshold */
function classOf({ confidence }, threshold) {
  if (confidence === null) return "is-confirmed";
  return confidence < threshold ? "is-low" : "";
}

/** @param {ConfidenceColumn} column */
function describe({ startMs, endMs, confidence, nWords, nConfirmed }) {
  const range = `${formatClock(startMs)} – ${formatClock(endMs)}`;
  if (!nWords) return `${range}: no words`;
  return `${range}: ${confidence === null ? "" : `confidence ${percent(confidence)}, `}${nConfirmed} of ${count(nWords, "word")} confirmed`;
}

/** @param {number | null} share */
function percent(share) {
  return share === null ? "–" : `${Math.round(100 * share)} %`;
}

/** @param {{work: WorkStatistics}} props */
function WorkOverTime({ work: { periods, total } }) {
  if (!periods.length) {
    const text = total.edits ? "Work time is counted from the second edit on." : "Nobody has edited this recording yet.";
    return html`<section aria-label="Work"><h3>Work over time</h3><p class="hint">${text}</p></section>`;
  }
  const over = speeds(periods);
  const ticks = timeTicks(total.work, MOST_TICKS).map((s) => ({ at: s / total.work, text: formatClock(1000 * s) }));
  const range = (/** @type {{startS: number, endS: number}} */ { startS, endS }) => `${formatClock(1000 * startS)} – ${formatClock(1000 * endS)}`;
  const mostAudio = roundUp(Math.max(...over.map(({ audio }) => audio)));
  const mostWords = roundUp(Math.max(...over.map(({ words }) => words)));
  return html`<section aria-label="Work">
    <h3>Work over time</h3>
    <p class="hint">From left to right: ${formatLength(total.work)} of work, without breaks.</p>
    <div class="work-charts">
      <div><h4>Minutes of audio a minute of work</h4>
        <${BarChart} max=${mostAudio} top=${String(mostAudio)} ticks=${ticks} label="Minutes of audio a minute of work; the table below has the same figures"
          bars=${over.map((one) => ({ value: one.audio, title: `${range(one)} of work: ${formatRate(one.audio)} min of audio a minute` }))} /></div>
      <div><h4>Words corrected a minute of work</h4>
        <${BarChart} max=${mostWords} top=${String(mostWords)} ticks=${ticks} label="Words corrected a minute of work; the table below has the same figures"
          bars=${over.map((one) => ({ value: one.words, className: "is-words", title: `${range(one)} of work: ${formatRate(one.words)} words a minute` }))} /></div>
    </div>
    <${ChartTable} caption="Work over time" head=${["Work time", "Begun", "Audio", "Words"]}
      rows=${periods.map((period, i) => [range(over[i]), period.at ? new Date(period.at).toLocaleString([], { dateStyle: "short", timeStyle: "short" }) : "", formatLength(period.sound), period.words])} />
  </section>`;
}

/** @param {{people: WorkStatistics["people"]}} props */
function People({ people }) {
  return html`<section aria-label="People">
    <h3>People</h3>
    <table class="people-table">
      <thead><tr><th scope="col">Person</th><th scope="col">Work</th><th scope="col">Audio</th><th scope="col">Work per audio</th><th scope="col">Words</th><th scope="col">Words a minute</th></tr></thead>
      <tbody>${people.map((one) => html`<tr key=${one.author}>
        <th scope="row">${one.author || "Unnamed user"}</th><td>${formatLength(one.work)}</td><td>${formatLength(one.sound)}</td>
        <td>${formatRate(effortOf(one))}</td><td>${one.words}</td><td>${formatRate(wordSpeedOf(one))}</td>
      </tr>`)}</tbody>
    </table>
  </section>`;
}
