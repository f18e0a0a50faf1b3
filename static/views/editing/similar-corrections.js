/**
 * Correct once, fix everywhere: after a correction, offer the other places with the same mistake in a
 * small panel. An accepted pair is added to the glossary.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { correctedPairs, similarQuery, findSimilar } from "../../core/editing/corrections.js";
import { replaceParts } from "../../core/text/find-replace.js";
import { floorCluster } from "../../core/text/folding.js";
import { hitTimes } from "../../core/editing/hit-times.js";
import { formatClock } from "../../core/base/clock.js";
import { keyOf, keyText } from "../ui/key-labels.js";

/** @typedef {import("../../core/editing/corrections.js").CorrectedPair} CorrectedPair */
/** @typedef {import("../../core/editing/find-worker.js").Hit} Hit */

const REST_MS = 900; // after this time without a key, typed text counts as a correction
const PREVIEWED = 3;
const AROUND = 24; // characters of context

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.root
 * @param {HTMLElement} editor.element the list's frame
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} editor.settings
 * @param {import("./find-panel.js").FindPanel} editor.findPanel
 */
export function createSimilarCorrections(scope, { root, element, store, api, player, toasts, settings, findPanel }) {
  const offer = signal(/** @type {{pair: CorrectedPair, hits: Hit[]} | null} */ (null));
  /** @type {{id: number, text: string} | null} the segment with the cursor, before typing */
  let before = null;
  let hasTyped = false; // since `before` was taken
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;
  const declined = new Set();
  const keyOf = (/** @type {CorrectedPair} */ { wrong, right }) => `${wrong}\n${right}`;

  const look = () => {
    clearTimeout(rest);
    if (!before || !hasTyped || !settings.peek().offersElsewhere) return;
    hasTyped = false;
    const segment = store.transcript.peek().segment(before.id);
    if (!segment || segment.text === before.text) return;
    const pairs = correctedPairs(before.text, segment.text);
    before = { id: segment.id, text: segment.text };
    for (const pair of pairs.filter((one) => !declined.has(keyOf(one)))) {
      const hits = findSimilar(store.transcript.peek().segments, pair);
      if (hits.length) {
        offer.value = { pair, hits };
        return;
      }
    }
  };
  const enter = (/** @type {FocusEvent} */ event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    const id = field.classList.contains("seg-text") ? Number(field.parentElement?.dataset.id) : -1;
    const segment = store.transcript.peek().segment(id);
    if (before?.id === id) return;
    look();
    before = segment && { id, text: segment.text };
    hasTyped = false;
  };
  // Changes by undo, recognition or another window are not this user's corrections.
  scope.add(
    effect(() => {
      const segment = store.transcript.value.segment(before?.id ?? -1);
      if (segment && before && !hasTyped) before = { id: segment.id, text: segment.text };
    }),
  );
  scope.listen(element, "focusin", enter);
  scope.listen(element, "focusout", () => queueMicrotask(look)); // by then the list has committed the typed text
  scope.listen(element, "input", () => {
    hasTyped = true;
    clearTimeout(rest);
    rest = setTimeout(look, REST_MS);
  });
  scope.add(() => clearTimeout(rest));

  const accept = async () => {
    const open = offer.peek();
    if (!open) return false;
    offer.value = null;
    const hits = findSimilar(store.transcript.peek().segments, open.pair); // in the current text
    const ops = [...new Set(hits.map((hit) => hit.id))].map((id) => {
      const text = store.transcript.peek().segment(id)?.text ?? "";
      return { op: /** @type {const} */ ("set_text"), id, text: replaceParts(text, hits.filter((hit) => hit.id === id)) };
    });
    if (!ops.length || !store.apply(ops)) return true;
    if (before) before = { id: before.id, text: store.transcript.peek().segment(before.id)?.text ?? before.text };
    const { wrong, right } = open.pair;
    const language = /** @type {any} */ (player.media.peek()).language ?? null;
    const kept = await api.addTerm({ term: right, wrong: [wrong], language, source: "correction" }).then(
      () => " It was added to the glossary.",
      (error) => ` It could not be added to the glossary: ${error.message}`,
    );
    toasts.show({
      text: `“${wrong}” → “${right}” in ${hits.length} more ${hits.length === 1 ? "place" : "places"}.${kept}`,
      kind: "success",
      action: { label: "Undo", run: () => void store.undo() },
    });
    return true;
  };
  const close = () => {
    const open = offer.peek();
    if (open) declined.add(keyOf(open.pair));
    offer.value = null;
  };
  const showAll = () => {
    const open = offer.peek();
    if (!open) return;
    offer.value = null;
    findPanel.findAndReplace();
    findPanel.finding.open({ ...similarQuery(open.pair), isRegex: false, replacement: open.pair.right, keepCase: false, speaker: undefined });
  };

  const panel = document.createElement("section");
  panel.className = "elsewhere";
  panel.setAttribute("aria-label", "The same correction elsewhere");
  panel.setAttribute("role", "status");
  root.append(panel);
  scope.add(
    effect(() => {
      const open = offer.value;
      panel.hidden = !open;
      render(open ? html`<${Offer} ...${open} segments=${store.transcript.peek()} actions=${{ accept, close, showAll }} />` : null, panel);
    }),
  );
  scope.add(() => panel.remove());

  return {
    /** False if nothing is offered. */
    acceptElsewhere: () => offer.peek() !== null && void accept(),
    dismissElsewhere: () => offer.peek() !== null && close(),
  };
}

/** @param {any} props */
function Offer({ pair, hits, segments, actions }) {
  return html`
    <p class="elsewhere-head">
      ${hits.length} more: <del>${pair.wrong}</del> → <ins>${pair.right}</ins>
      <button class="icon-button" aria-label="Not now" title="Not now" onClick=${actions.close}>×</button>
    </p>
    <ul>${hits.slice(0, PREVIEWED).map((/** @type {Hit} */ hit) => {
      const segment = segments.segment(hit.id);
      if (!segment) return null;
      const { text } = segment;
      const from = floorCluster(text, Math.max(0, hit.from - AROUND));
      const to = Math.max(hit.to, floorCluster(text, Math.min(text.length, hit.to + AROUND)));
      return html`<li dir="auto"><span class="quiet number">${formatClock(hitTimes(segment, hit).startMs, 1)}</span>${" "}
        ${from > 0 ? "…" : ""}${text.slice(from, hit.from)}<mark>${text.slice(hit.from, hit.to)}</mark>${text.slice(hit.to, to)}${to < text.length ? "…" : ""}</li>`;
    })}</ul>
    <p class="elsewhere-actions">
      <button class="button is-main" title=${keyText("{correct-elsewhere}; one undo reverts all")} onClick=${actions.accept}>Correct ${hits.length === 1 ? "it" : `all ${hits.length}`} <kbd>${keyOf("correct-elsewhere")}</kbd></button>
      <button class="button" onClick=${actions.showAll}>Review each…</button>
    </p>`;
}
