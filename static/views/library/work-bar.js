/** How far the work on a recording is: a bar of approved, corrected, rejected and drafted segments, and the same in words. */

import { html } from "htm/preact";

/** @typedef {import("../../core/library/list-view.js").Row} Row */
/** @typedef {Pick<Row, "n_segments" | "n_corrected" | "n_approved" | "n_rejected">} Work */

/** @param {{work: Work}} props */
export function WorkBar({ work }) {
  const { n_segments: all, n_corrected, n_approved, n_rejected } = work;
  if (!all) return null;
  const part = (/** @type {string} */ name, /** @type {number} */ n) => n > 0 && html`<span class=${`is-${name}`} style=${{ width: `${(100 * n) / all}%` }}></span>`;
  return html`<span class="work-bar" role="img" aria-label=${spellParts(work)} title=${spellParts(work)}>
    ${part("approved", n_approved)}${part("corrected", n_corrected)}${part("rejected", n_rejected)}
  </span>`;
}

/** The parts of the bar in words. @param {Work} work */
function spellParts({ n_segments, n_corrected, n_approved, n_rejected }) {
  const parts = [["approved", n_approved], ["corrected", n_corrected], ["rejected", n_rejected], ["drafted", n_segments - n_corrected - n_approved - n_rejected]];
  return parts.filter(([, n]) => Number(n) > 0).map(([name, n]) => `${n.toLocaleString()} ${name}`).join(", ");
}

/** The state in a few words. @param {Work} work */
export function spellWork({ n_segments: all, n_corrected, n_approved, n_rejected }) {
  const of = all.toLocaleString();
  if (n_approved + n_rejected === all) return `Done: ${of} ${all === 1 ? "segment" : "segments"}`;
  if (n_approved) return `${n_approved.toLocaleString()} of ${of} approved`;
  if (n_corrected) return `${n_corrected.toLocaleString()} of ${of} corrected`;
  return `Draft: ${of} ${all === 1 ? "segment" : "segments"}`;
}
