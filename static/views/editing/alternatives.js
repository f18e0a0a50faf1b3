/**
 * Alternatives for the word at the cursor or the selected words, in a short list beside them; a number
 * chooses one. The cursor stays in the text; any other key closes the list and keeps its usual effect.
 */

import { html } from "htm/preact";
import { render } from "preact";

import { putWords, wordsAt } from "../../core/editing/alternatives.js";
import { messageOf } from "../../core/base/errors.js";
import { caretOffset, selectedOffsets } from "../ui/caret.js";

/** @typedef {{text: string, probability: number}} Alternative */
/** @typedef {ReturnType<typeof createAlternatives>} Alternatives */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {() => string[]} editor.terms names and terms of the recording
 */
export function createAlternatives(scope, { mediaId, api, store, player, list, selection, toasts, terms }) {
  const box = document.createElement("div");
  box.className = "alternatives";
  box.popover = "manual";
  document.body.append(box);
  let request = new AbortController();
  /** @type {Alternative[]} */
  let found = [];
  let chosen = 0;
  let choose = (/** @type {Alternative} */ _one) => {};

  const draw = (/** @type {string} */ note) =>
    render(
      html`<div role="listbox" aria-label="Alternatives">
          ${found.map((one, i) => html`<div role="option" id=${`alternative-${i}`} class="alternative" aria-selected=${String(i === chosen)}
            onPointerDown=${(/** @type {Event} */ event) => { event.preventDefault(); choose(one); }}>
            <kbd>${i + 1}</kbd><span class="alternative-text" dir="auto">${one.text || html`<em>no word</em>`}</span><span class="quiet">${formatPercent(one.probability)}</span>
          </div>`)}
        </div>
        <p class="quiet alternative-note" role="status">${note}</p>`,
      box,
    );
  const close = () => {
    request.abort();
    found = [];
    if (!box.matches(":popover-open")) return;
    box.hidePopover();
    render(null, box);
  };
  const place = () => {
    const range = getSelection()?.rangeCount ? getSelection()?.getRangeAt(0) : null;
    const at = range?.getBoundingClientRect();
    const anchor = at?.height ? at : list.focusedText()?.element.getBoundingClientRect();
    if (!anchor) return;
    box.style.left = `${Math.max(8, Math.min(anchor.left, innerWidth - box.offsetWidth - 8))}px`;
    const below = anchor.bottom + 6;
    box.style.top = `${below + box.offsetHeight > innerHeight ? Math.max(8, anchor.top - box.offsetHeight - 6) : below}px`;
  };
  const load = async (/** @type {Parameters<typeof api.alternatives>[1]} */ query) => {
    request = new AbortController();
    const { signal } = request;
    draw("Looking for alternatives…");
    try {
      const answer = await api.alternatives(mediaId, query, signal);
      if (signal.aborted) return;
      found = answer.alternatives;
      chosen = 0;
      draw(found.length ? "Press a number to use one, Esc to close." : "No alternatives found.");
      place();
    } catch (error) {
      if (signal.aborted) return;
      close();
      toasts.show({ text: messageOf(error), kind: "error", action: { label: "Try again", run: actions.openAlternatives } });
    }
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (!box.matches(":popover-open") || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key === "Escape") close();
    else if (!found.length) return false;
    else if (/^[1-9]$/.test(event.key) && found[Number(event.key) - 1]) choose(found[Number(event.key) - 1]);
    else if (event.key === "Enter") choose(found[chosen]);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      draw(found[chosen].text);
    } else return false;
    return true;
  };
  scope.listen(window, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (press(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (!["Control", "Alt", "Shift", "Meta"].includes(event.key)) close();
  }, true);
  scope.listen(window, "pointerdown", (/** @type {PointerEvent} */ event) => !box.contains(/** @type {Node} */ (event.target)) && close());
  scope.listen(window, "focusout", close);
  scope.add(() => {
    close();
    box.remove();
  });

  const actions = {
    openAlternatives() {
      const field = list.focusedText();
      if (!field) return void toasts.show({ text: "Place the cursor in a word or select some words first." });
      store.commitTyping();
      const segment = store.transcript.peek().segment(field.id);
      const at = caretOffset(field.element);
      const selected = selectedOffsets(field.element) ?? { from: at, to: at };
      const wordRange = segment && wordsAt(segment, selected.from, selected.to);
      if (!segment || !wordRange) return void toasts.show({ text: "This word has no time in the audio: place the cursor in a word that was drafted or aligned." });
      choose = (one) => {
        const now = store.transcript.peek().segment(segment.id);
        close();
        if (!now || now.text !== segment.text) return void toasts.show({ text: "The text has changed meanwhile. Open the alternatives again." });
        const put = putWords(now.text, wordRange, one.text);
        store.apply([{ op: "set_text", id: now.id, text: put.text }]);
        selection.setSegment(now.id, { focus: true, offset: put.offset });
      };
      if (!player.playing.peek()) player.seek(segment.words[wordRange.first].startMs);
      found = [];
      draw("Looking for alternatives…");
      box.showPopover();
      place();
      void store.whenSaved().then(() => load({ segment: segment.id, first: wordRange.first, last: wordRange.last, terms: terms() }));
    },
  };
  return actions;
}

/** @param {number} probability */
function formatPercent(probability) {
  return probability < 0.005 ? "< 1 %" : `${Math.round(probability * 100)} %`;
}
