/** Replace hits of a search as one edit, in slices so that the page stays responsive. */

import { fitAhead } from "../document/operations.js";
import { replaceParts } from "../text/find-replace.js";

/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("./find-worker.js").Hit} Hit */
/** @typedef {Extract<import("../document/operations.js").Operation, {op: "set_text"}>} SetText */

const SLICE_MS = 8;

/**
 * @param {import("../sync/transcript-store.js").Store} store
 * @param {Transcript | null} base the transcript of the hits
 * @param {readonly Hit[]} wanted
 * @returns {Promise<{nHits: number, nSegments: number, nChanged: number}>} `nChanged`: hits skipped
 *   because their segments have changed
 */
export async function replaceHits(store, base, wanted) {
  store.commitTyping();
  const outcome = { nHits: 0, nSegments: 0, nChanged: 0 };
  /** @type {SetText[]} */
  const ops = [];
  let sliceAt = performance.now();
  for (const [id, parts] of bySegment(wanted)) {
    const text = base?.segment(id)?.text;
    const segment = store.transcript.peek().segment(id);
    if (!segment || segment.text !== text) {
      outcome.nChanged += parts.length;
      continue;
    }
    const op = { op: /** @type {const} */ ("set_text"), id, text: replaceParts(text, parts) };
    outcome.nHits += parts.length;
    if (op.text === text) continue;
    fitAhead(segment, op);
    ops.push(op);
    if (performance.now() - sliceAt < SLICE_MS) continue;
    await new Promise((go) => setTimeout(go));
    sliceAt = performance.now();
  }
  const now = store.transcript.peek();
  const fitting = ops.filter((op) => now.segment(op.id)?.text === base?.segment(op.id)?.text);
  outcome.nChanged += ops.length - fitting.length;
  outcome.nSegments = fitting.length;
  if (fitting.length) store.apply(fitting);
  return outcome;
}

/** @param {readonly Hit[]} hits */
function bySegment(hits) {
  /** @type {Map<number, Hit[]>} */
  const groups = new Map();
  for (const hit of hits) {
    const group = groups.get(hit.id);
    if (group) group.push(hit);
    else groups.set(hit.id, [hit]);
  }
  return groups;
}
