/**
 * Correct once, fix everywhere: after a correction, offer the other places with the same mistake in a
 * small panel. The offer ends with the correction. An accepted pair is added to the glossary.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { findSimilar, isStillCorrected, similarQuery } from "../../core/editing/corrections.js";
import { replaceParts } from "../../core/text/find-replace.js";
import { floorCluster } from "../../core/text/folding.js";
import { hitTimes } from "../../core/editing/hit-times.js";
import { formatClock } from "../../core/base/clock.js";
import { createCorrectionTerms } from "../../core/editing/correction-terms.js";
import { createCorrectionWatch } from "./correction-watch.js";
import { keyOf, keyText } from "../ui/key-labels.js";

/** @typedef {import("../../core/editing/corrections.js").CorrectedPair} CorrectedPair */
/** @typedef {import("../../core/editing/find-worker.js").Hit} Hit */
/** @typedef {import("../../core/document/operations.js").Transcript} Transcript */
/** @typedef {import("../../core/editing/corrections.js").CorrectedText} CorrectedText */
/** @typedef {{pair: CorrectedPair, hits: Hit[], source: CorrectedText}} Similar */
/** @typedef {{accept: () => void, close: () => void, showAll: () => void}} OfferActions */

const PREVIEWED = 3;
const AROUND = 24; // characters of context

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.rail
 * @param {HTMLElement} editor.element the list's frame
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} editor.settings
 * @param {import("./find-panel.js").FindPanel} editor.findPanel
 */
export function createSimilarCorrections(scope, { rail, element, store, api, player, toasts, settings, findPanel }) {
  const offer = signal(/** @type {Similar | null} */ (null));
  const declined = new Set();
  const watch = createCorrectionWatch(scope, {
    element,
    store,
    isWanted: () => settings.peek().offersElsewhere,
    onCorrected(pairs, source) {
      for (const pair of pairs.filter((one) => !declined.has(pairKey(one)))) {
        const hits = findSimilar(store.transcript.peek().segments, pair);
        if (!hits.length) continue;
        offer.value = { pair, hits, source };
        return;
      }
    },
  });

  const terms = createCorrectionTerms(scope, { store, api, storage: localStorage, onFail: (text) => void toasts.show({ text, kind: "error" }) });
  followOffer(scope, { offer, store });

  const accept = async () => {
    const open = offer.peek();
    if (!open) return;
    offer.value = null;
    const transcript = store.transcript.peek();
    const hits = findSimilar(transcript.segments, open.pair); // in the current text
    const ops = correctionsOf(transcript, hits);
    if (!ops.length || !store.apply(ops)) return;
    watch.skip();
    const undo = store.offerUndo();
    const { wrong, right } = open.pair;
    const added = terms.add(store.latestEdit() ?? "", open.pair, player.media.peek().language ?? null);
    toasts.show({
      text: `“${wrong}” → “${right}” in ${hits.length} more ${hits.length === 1 ? "place" : "places"}. ${await Promise.race([added, whenOffline(store)])}`,
      kind: "success",
      action: undo,
    });
  };
  const close = () => {
    const open = offer.peek();
    if (open) declined.add(pairKey(open.pair));
    offer.value = null;
  };
  const showAll = () => {
    const open = offer.peek();
    if (!open) return;
    offer.value = null;
    findPanel.findAndReplace();
    findPanel.finding.open({ ...similarQuery(open.pair), isRegex: false, replacement: open.pair.right, keepCase: false, speaker: undefined });
  };
  drawOffer(scope, { rail, offer, transcript: () => store.transcript.peek(), actions: { accept: () => void accept(), close, showAll } });

  return {
    /** False if nothing is offered. */
    acceptElsewhere: () => offer.peek() !== null && void accept(),
    dismissElsewhere: () => offer.peek() !== null && close(),
  };
}

/**
 * End an offer with its correction, and leave out places that have changed.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{offer: import("@preact/signals").Signal<Similar | null>, store: import("../../core/sync/transcript-store.js").Store}} parts
 */
function followOffer(scope, { offer, store }) {
  let seen = store.transcript.peek();
  scope.add(
    effect(() => {
      const transcript = store.transcript.value;
      const open = offer.value;
      const before = seen;
      seen = transcript;
      if (!open || before === transcript) return;
      const { pair, source, hits } = open;
      if (!isStillCorrected(transcript.segment(source.id), source, pair)) offer.value = null;
      else if (hits.some(({ id }) => transcript.segment(id)?.text !== before.segment(id)?.text)) {
        const left = findSimilar(transcript.segments, pair);
        offer.value = left.length ? { ...open, hits: left } : null;
      }
    }),
  );
}

/**
 * Resolves to a sentence when the server cannot be reached.
 * @param {import("../../core/sync/transcript-store.js").Store} store
 */
function whenOffline(store) {
  return new Promise((/** @type {(text: string) => void} */ tell) => {
    const stop = effect(() => {
      if (store.saveState.value === "saving") return;
      queueMicrotask(() => stop());
      if (store.saveState.peek() === "offline") tell("It is added to the glossary when it is saved.");
    });
  });
}

/** @param {CorrectedPair} pair */
function pairKey({ wrong, right }) {
  return `${wrong}\n${right}`;
}

/**
 * @param {Transcript} transcript
 * @param {Hit[]} hits
 */
function correctionsOf(transcript, hits) {
  return [...new Set(hits.map((hit) => hit.id))].map((id) => {
    const text = transcript.segment(id)?.text ?? "";
    return { op: /** @type {const} */ ("set_text"), id, text: replaceParts(text, hits.filter((hit) => hit.id === id)) };
  });
}

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.rail
 * @param {import("@preact/signals").ReadonlySignal<Similar | null>} options.offer
 * @param {() => Transcript} options.transcript
 * @param {OfferActions} options.actions
 */
function drawOffer(scope, { rail, offer, transcript, actions }) {
  const panel = document.createElement("section");
  panel.className = "elsewhere";
  panel.setAttribute("aria-label", "The same correction elsewhere");
  panel.setAttribute("role", "status");
  rail.prepend(panel);
  scope.add(
    effect(() => {
      const open = offer.value;
      panel.hidden = !open;
      render(open && html`<${Offer} ...${open} transcript=${transcript()} actions=${actions} />`, panel);
    }),
  );
  scope.add(() => panel.remove());
}

/** @param {Similar & {transcript: Transcript, actions: OfferActions}} props */
function Offer({ pair, hits, transcript, actions }) {
  return html`
    <p class="elsewhere-head">
      ${hits.length} more: <del>${pair.wrong}</del> → <ins>${pair.right}</ins>
      <button class="icon-button" aria-label="Not now" title="Not now" onClick=${actions.close}>×</button>
    </p>
    <ul>${hits.slice(0, PREVIEWED).map((hit) => {
      const segment = transcript.segment(hit.id);
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
