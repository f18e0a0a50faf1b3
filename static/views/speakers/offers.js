/**
 * After a correction of a speaker: the segments that most likely have that speaker too, in a card with places to listen. One key
 * takes all, or they are taken one by one. Taking them is one step of undo.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { pressedKey } from "../../core/base/key-press.js";
import { retagOf, standing } from "../../core/speakers/offers.js";
import { count } from "../ui/format.js";
import { keyOf, keyText } from "../ui/key-labels.js";

/** @typedef {import("../../core/document/operations.js").Transcript} Transcript */
/** @typedef {import("../../core/speakers/offers.js").Retag} Retag */
/** @typedef {import("../../core/speakers/offers.js").Offered} Offered */
/** @typedef {{retag: Retag, offers: readonly Offered[], shown: Transcript}} Open */

const LONGEST_MS = 8_000; // enough to know a voice

/**
 * @typedef {object} Editor
 * @property {HTMLElement} rail
 * @property {string} mediaId
 * @property {import("../../core/sync/api.js").Api} api
 * @property {import("../../core/sync/transcript-store.js").Store} store
 * @property {import("../player/player.js").Player} player
 * @property {import("../ui/toasts.js").Toasts} toasts
 * @property {import("../segments/segment-list.js").SegmentList} list
 */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {Editor} editor
 */
export function createSpeakerOffers(scope, editor) {
  const { store, player, toasts, list } = editor;
  const open = signal(/** @type {Open | null} */ (null));
  const panel = document.createElement("section");
  watchCorrections(scope, editor, open);
  const take = (/** @type {readonly Offered[]} */ offers) => {
    const now = open.peek();
    if (!now) return;
    const isLast = offers.length === now.offers.length;
    if (!store.apply(offers.map(({ id }) => ({ op: "set_speaker", id, speaker: now.retag.speaker })))) return;
    const name = store.transcript.peek().speaker(now.retag.speaker)?.name || now.retag.speaker;
    if (isLast) toasts.show({ text: `${count(offers.length, "more segment")}: ${name}.`, kind: "success", action: store.offerUndo() });
  };
  const decline = (/** @type {readonly Offered[]} */ offers) => {
    const now = open.peek();
    const left = now?.offers.filter((one) => !offers.includes(one)) ?? [];
    open.value = now && left.length ? { ...now, offers: left } : null;
  };
  const listen = (/** @type {number} */ id) => {
    const segment = store.transcript.peek().segment(id);
    if (segment) player.playRange(segment.startMs, Math.min(segment.endMs, segment.startMs + LONGEST_MS));
  };
  const focusList = () => list.show(open.peek()?.retag.id ?? -1, { focus: true });
  const all = () => open.peek()?.offers ?? [];
  draw(scope, editor, { panel, open, actions: { take, decline, listen, all, focusList } });
  return {
    /** Take all; false if nothing is offered. */
    takeOffered: () => open.peek() !== null && (take(all()), true),
    dismissOffered: () => open.peek() !== null && (decline(all()), true),
    /** Go to the first of the offered segments. */
    reviewOffered() {
      if (open.peek()) /** @type {HTMLElement | null} */ (panel.querySelector("li button"))?.focus();
      else toasts.show({ text: "No segments are offered. They are offered after you correct a speaker." });
    },
  };
}

/**
 * Ask the server after each correction in this window, and end offers that no longer stand.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {Editor} editor
 * @param {import("@preact/signals").Signal<Open | null>} open
 */
function watchCorrections(scope, { mediaId, api, store }, open) {
  let before = store.transcript.peek();
  let latest = store.latestEdit();
  let asked = /** @type {Retag | null} */ (null);
  const ask = async (/** @type {Retag} */ retag) => {
    asked = retag;
    await store.whenSaved();
    const answer = await api.speakerOffers(mediaId, retag.id, retag.was).catch(() => null); // offers are a help, not needed
    const shown = store.transcript.peek();
    if (asked !== retag || !answer?.offers.length || answer.speaker !== retag.speaker) return;
    const offers = standing(retag, answer.offers, shown, shown);
    open.value = offers.length ? { retag, offers, shown } : null;
  };
  scope.add(
    effect(() => {
      const now = store.transcript.value;
      const retag = before === now || latest === store.latestEdit() ? null : retagOf(before, now);
      before = now;
      latest = store.latestEdit();
      const shown = open.peek();
      const offers = shown ? standing(shown.retag, shown.offers, shown.shown, now) : [];
      if (shown && offers.length !== shown.offers.length) open.value = offers.length ? { ...shown, offers } : null;
      if (retag && !shown?.offers.some(({ id }) => id === retag.id)) void ask(retag);
      else if (asked && now.segment(asked.id)?.speaker !== asked.speaker) asked = null;
    }),
  );
}

/**
 * @typedef {object} Actions
 * @property {(offers: readonly Offered[]) => void} take
 * @property {(offers: readonly Offered[]) => void} decline
 * @property {(id: number) => void} listen
 * @property {() => readonly Offered[]} all
 * @property {() => void} focusList
 */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {Editor} editor
 * @param {{panel: HTMLElement, open: import("@preact/signals").ReadonlySignal<Open | null>, actions: Actions}} parts
 */
function draw(scope, { rail, store }, { panel, open, actions }) {
  panel.className = "elsewhere speaker-offers";
  panel.setAttribute("aria-label", "Segments that may have the same speaker");
  rail.prepend(panel);
  const told = document.createElement("p");
  told.className = "unseen";
  told.setAttribute("role", "status");
  rail.append(told);
  scope.add(
    effect(() => {
      const now = open.value;
      const at = [...panel.querySelectorAll("li")].findIndex((row) => row.contains(document.activeElement));
      panel.hidden = !now;
      told.textContent = now ? `${count(now.offers.length, "more segment")} may have this speaker. ${keyText("{correct-elsewhere}")} takes all, ${keyText("{offered-speakers}")} goes to them.` : "";
      render(now && html`<${Card} ...${now} transcript=${store.transcript.peek()} actions=${actions} />`, panel);
      if (at < 0) return;
      const rows = panel.querySelectorAll("li");
      if (rows.length) /** @type {HTMLElement | null} */ (rows[Math.min(at, rows.length - 1)]?.querySelector("button"))?.focus();
      else actions.focusList();
    }),
  );
  scope.add(() => {
    panel.remove();
    told.remove();
  });
}

/** @param {Open & {transcript: Transcript, actions: Actions}} props */
function Card({ retag, offers, transcript, actions }) {
  const nameOf = (/** @type {string | null} */ id) => (id === null ? "no speaker" : transcript.speaker(id)?.name || id);
  const name = nameOf(retag.speaker);
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const rows = [...(/** @type {HTMLElement} */ (event.currentTarget)).querySelectorAll("li")];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const step = { ArrowDown: 1, ArrowUp: -1 }[pressedKey(event)];
    if (pressedKey(event) === "Escape") actions.focusList();
    else if (step && at >= 0) /** @type {HTMLElement | null} */ (rows[at + step]?.querySelector("button"))?.focus();
    else if (pressedKey(event) === "Delete" && offers[at]) actions.decline([offers[at]]);
    else return;
    event.preventDefault();
  };
  return html`
    <p class="elsewhere-head">
      ${count(offers.length, "more segment")} may be ${name}
      <button class="icon-button" aria-label="Not now" title=${keyText("Not now: {dismiss-elsewhere}")} onClick=${() => actions.decline(offers)}>×</button>
    </p>
    <ul onKeyDown=${onKey}>${offers.map((one) => {
      const segment = transcript.segment(one.id);
      const percent = `${Math.round(one.confidence * 100)} %`;
      const place = segment ? formatClock(segment.startMs, 1) : "";
      return html`<li key=${one.id} class="speaker-offer">
        <button class="icon-button" aria-label=${`Take ${place}: ${segment?.text}, ${nameOf(segment?.speaker ?? null)} now, ${percent}`} title=${`Only this one is ${name}`} onClick=${() => actions.take([one])}>✓</button>
        <button class="icon-button" aria-label=${`Play ${place}`} title="Play" onClick=${() => actions.listen(one.id)}>▶</button>
        <span class="quiet number">${place}</span> <span class="number">${percent}</span> <span dir="auto" class="speaker-offer-text">${segment?.text}</span>
      </li>`;
    })}</ul>
    <p class="elsewhere-actions">
      <button class="button is-main" title=${keyText("{correct-elsewhere}; one undo reverts all")} onClick=${() => actions.take(offers)}>${offers.length === 1 ? "Take it" : `Take all ${offers.length}`} <kbd>${keyOf("correct-elsewhere")}</kbd></button>
    </p>`;
}
