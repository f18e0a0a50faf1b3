/** The recording that was opened last and is not done: where one was in it, and the way back there. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { WorkBar, spellWork } from "./work-bar.js";

/** @param {{row: import("../../core/library/list-view.js").Row}} props */
export function ContinueCard({ row }) {
  const atMs = (row.place?.time ?? 0) * 1000;
  const allMs = (row.duration ?? 0) * 1000;
  const share = allMs ? Math.min(100, Math.floor((100 * atMs) / allMs)) : 0;
  return html`<a class="continue-card" href=${`/media/${row.id}`}>
    <span class="continue-what"><strong>Continue</strong> <span class="continue-title">${row.title}</span></span>
    <span class="quiet number">at ${formatClock(atMs)} of ${formatClock(allMs)} (${share} %)${row.n_segments > 0 && html` · ${spellWork(row)}`}</span>
    <${WorkBar} work=${row} />
  </a>`;
}
