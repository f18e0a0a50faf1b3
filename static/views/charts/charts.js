/**
 * Small charts in SVG. Bars fill the width; texts are outside the SVG, so that they keep their form.
 * A chart is one image for screen readers; its table (`ChartTable`) holds the same figures.
 */

import { html } from "htm/preact";

/** @typedef {{value: number | null, className?: string, title: string}} Bar null: nothing to show */
/** @typedef {{at: number, text: string}} Tick `at` from 0 to 1 */

/**
 * Bars side by side.
 *
 * @param {object} props
 * @param {readonly Bar[]} props.bars
 * @param {number} props.max value of a bar of full height
 * @param {string} props.label for screen readers
 * @param {string} props.top what the full height means
 * @param {readonly Tick[]} props.ticks of the horizontal axis
 * @param {number | null} [props.line] a value to mark
 * @param {(index: number) => void} [props.onPick] a click on a bar or above it
 */
export function BarChart({ bars, max, label, top, ticks, line = null, onPick }) {
  const pick = (/** @type {MouseEvent} */ event) => {
    const { left, width } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / width) * bars.length);
    onPick?.(Math.max(0, Math.min(bars.length - 1, index)));
  };
  return html`<figure class="chart">
    <span class="chart-top" aria-hidden="true">${top}</span>
    <svg class=${onPick ? "is-clickable" : ""} role="img" aria-label=${label} viewBox=${`0 0 ${Math.max(1, bars.length)} 100`} preserveAspectRatio="none" onClick=${onPick && pick}>
      ${bars.map((bar, i) => {
        const height = heightOf(bar.value, max);
        return html`<g key=${i}>
          <rect class="chart-space" x=${i} y="0" width="1" height="100"><title>${bar.title}</title></rect>
          ${height > 0 && html`<rect class=${`chart-bar ${bar.className ?? ""}`} x=${i + 0.1} y=${100 - height} width="0.8" height=${height} />`}
        </g>`;
      })}
      ${line !== null && html`<line class="chart-line" x1="0" x2=${bars.length} y1=${100 - heightOf(line, max)} y2=${100 - heightOf(line, max)} vector-effect="non-scaling-stroke" />`}
    </svg>
    <div class="chart-ticks" aria-hidden="true">
      ${ticks.map(({ at, text }) => html`<span key=${text} style=${{ left: `${100 * at}%` }} class=${at > 0.97 ? "is-last" : at < 0.03 ? "is-first" : ""}>${text}</span>`)}
    </div>
  </figure>`;
}

/** A bar that is not empty is always seen. @param {number | null} value @param {number} max */
function heightOf(value, max) {
  if (value === null || value <= 0) return 0;
  return Math.max(2, Math.min(100, (100 * value) / max));
}

/**
 * Parts of a whole in one bar.
 *
 * @param {{parts: readonly {n: number, className: string}[], label: string}} props
 */
export function StackedBar({ parts, label }) {
  const total = parts.reduce((sum, { n }) => sum + n, 0);
  return html`<span class="stacked-bar" role="img" aria-label=${label} title=${label}>
    ${parts.map(({ n, className }) => n > 0 && html`<span key=${className} class=${className} style=${{ width: `${(100 * n) / total}%` }}></span>`)}
  </span>`;
}

/**
 * The figures of a chart as a table, closed at first.
 *
 * @param {{caption: string, head: readonly string[], rows: readonly (readonly import("preact").ComponentChildren[])[]}} props
 */
export function ChartTable({ caption, head, rows }) {
  return html`<details class="chart-table">
    <summary>As a table</summary>
    <div tabindex="0" role="region" aria-label=${caption}><table>
      <caption class="unseen">${caption}</caption>
      <thead><tr>${head.map((name) => html`<th scope="col" key=${name}>${name}</th>`)}</tr></thead>
      <tbody>${rows.map(([first, ...rest], i) => html`<tr key=${i}><th scope="row">${first}</th>${rest.map((cell, k) => html`<td key=${k}>${cell}</td>`)}</tr>`)}</tbody>
    </table></div>
  </details>`;
}
