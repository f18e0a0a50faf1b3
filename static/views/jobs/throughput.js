/** Throughput: seconds of audio a second, over the last hour or day. */

import { html } from "htm/preact";

import { roundUp } from "../../core/charts/scale.js";
import { rates, sumUp } from "../../core/jobs/throughput.js";
import { formatClock } from "../../core/base/clock.js";
import { BarChart, ChartTable } from "../charts/charts.js";

/** @typedef {import("../../core/jobs/throughput.js").Period} Period */
/** @typedef {"hour" | "day"} Span */

const SPANS = /** @type {const} */ ([["hour", "Last hour"], ["day", "Last day"]]);
const N_TICKS = 4;

/** @param {{periods: readonly Period[] | null, span: Span, choose: (span: Span) => void}} props */
export function Throughput({ periods, span, choose }) {
  return html`<section aria-label="Throughput">
    <div class="jobs-head">
      <h2>Throughput</h2>
      <div class="span-choice" role="group" aria-label="Time shown">
        ${SPANS.map(([name, label]) => html`<button key=${name} class="button" aria-pressed=${String(span === name)} onClick=${() => choose(name)}>${label}</button>`)}
      </div>
    </div>
    ${periods && html`<${Picture} periods=${periods} span=${span} />`}
  </section>`;
}

/** @param {{periods: readonly Period[], span: Span}} props */
function Picture({ periods, span }) {
  const { audioS, nChunks, rate } = sumUp(periods);
  const when = span === "hour" ? "the last hour" : "the last 24 hours";
  if (rate === null) return html`<p class="quiet">No chunk was finished in ${when}.</p>`;
  const values = rates(periods);
  const most = roundUp(Math.max(...values));
  const clock = (/** @type {string} */ at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const ticks = Array.from({ length: N_TICKS }, (_, i) => {
    const index = Math.floor((i * periods.length) / N_TICKS);
    return { at: index / periods.length, text: clock(periods[index].at) };
  });
  const text = (/** @type {number} */ i) => `${values[i].toFixed(1)} s of audio a second`;
  return html`
    <p class="quiet">${formatClock(1000 * audioS)} of audio in ${when}, ${rate.toFixed(1)} s of audio a second while there was work (${nChunks} ${nChunks === 1 ? "chunk" : "chunks"}).</p>
    <${BarChart} max=${most} top=${`${most} s of audio a second`} ticks=${ticks} label=${`Seconds of audio a second in ${when}; the table below has the same figures`}
      bars=${periods.map((period, i) => ({ value: values[i], title: `${clock(period.at)}: ${text(i)}` }))} />
    <${ChartTable} caption="Throughput" head=${["From", "Audio", "Audio a second", "Chunks"]}
      rows=${periods.map((period, i) => [clock(period.at), formatClock(1000 * period.audio), values[i].toFixed(1), period.chunks]).filter(([, , , chunks]) => chunks)} />
  `;
}
