/**
 * The short list of alternatives beside the cursor. The focus stays in the text: the list takes numbers,
 * arrows, Enter and Escape; any other key closes it and keeps its usual effect.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { pressedKey } from "../../core/base/key-press.js";
import { showPopover } from "../ui/overlays.js";

/** @typedef {{text: string, probability: number}} Alternative */

const GAP_PX = 6; // to the word
const MARGIN_PX = 8; // to the window's edge

const FOCUSABLE = "a, button, input, select, textarea, summary, [tabindex], [contenteditable]";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {() => DOMRect | undefined} options.anchor where the word is on the screen
 * @param {(found: Alternative[]) => void} options.onClose gets what was shown
 */
export function createAlternativesList(scope, { anchor, onClose }) {
  const box = document.createElement("div");
  box.className = "alternatives";
  box.popover = "manual";
  document.body.append(box);
  /** @type {Alternative[]} */
  let found = [];
  let chosen = 0;
  let choose = (/** @type {Alternative} */ _one) => {};

  const isOpen = () => box.matches(":popover-open");
  const draw = (/** @type {string} */ note) => render(html`<${Options} found=${found} chosen=${chosen} choose=${choose} note=${note} />`, box);
  const close = () => {
    onClose(found);
    found = [];
    if (!isOpen()) return;
    box.hidePopover();
    render(null, box);
  };
  const move = (/** @type {1 | -1} */ by) => {
    chosen = (chosen + by + found.length) % found.length;
    draw(found[chosen].text);
  };
  /** Whether the list takes the key. */
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (!isOpen() || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (pressedKey(event) === "Escape") close();
    else if (!found.length) return false;
    else if (/^[1-9]$/.test(pressedKey(event)) && found[Number(pressedKey(event)) - 1]) choose(found[Number(pressedKey(event)) - 1]);
    else if (pressedKey(event) === "Enter") choose(found[chosen]);
    else if (pressedKey(event) === "ArrowDown") move(1);
    else if (pressedKey(event) === "ArrowUp") move(-1);
    else return false;
    return true;
  };
  scope.listen(window, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (press(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (!["Control", "Alt", "Shift", "Meta"].includes(pressedKey(event))) close();
  }, true);
  scope.listen(window, "pointerdown", (/** @type {PointerEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (!isOpen() || box.contains(target)) return;
    close();
    if (!target.closest(FOCUSABLE)) event.preventDefault(); // a click beside the list only closes it: the cursor stays
  });
  scope.listen(window, "focusout", close);
  scope.add(() => {
    close();
    box.remove();
  });

  return {
    /**
     * Open the list, empty.
     * @param {string} note
     * @param {(one: Alternative) => void} onChoose
     */
    open(note, onChoose) {
      choose = onChoose;
      found = [];
      draw(note);
      showPopover(box);
      placeBeside(box, anchor());
    },
    /** @param {string} note */
    draw,
    /**
     * Show what was found.
     * @param {Alternative[]} alternatives
     * @param {string} note
     */
    fill(alternatives, note) {
      found = alternatives;
      chosen = 0;
      draw(note);
      placeBeside(box, anchor());
    },
    close,
  };
}

/** @param {{found: Alternative[], chosen: number, choose: (one: Alternative) => void, note: string}} props */
function Options({ found, chosen, choose, note }) {
  return html`<div role="listbox" aria-label="Alternatives">
      ${found.map((one, i) => html`<div role="option" id=${`alternative-${i}`} class="alternative" aria-selected=${String(i === chosen)}
        onPointerDown=${(/** @type {Event} */ event) => { event.preventDefault(); choose(one); }}>
        <kbd>${i + 1}</kbd><span class="alternative-text" dir="auto">${one.text || html`<em>no word</em>`}</span><span class="quiet">${formatPercent(one.probability)}</span>
      </div>`)}
    </div>
    <p class="quiet alternative-note" role="status">${note}</p>`;
}

/**
 * Below the word, or above it where there is no place below.
 *
 * @param {HTMLElement} box
 * @param {DOMRect | undefined} anchor
 */
function placeBeside(box, anchor) {
  if (!anchor) return;
  box.style.left = `${Math.max(MARGIN_PX, Math.min(anchor.left, innerWidth - box.offsetWidth - MARGIN_PX))}px`;
  const below = anchor.bottom + GAP_PX;
  const isBelow = below + box.offsetHeight <= innerHeight;
  box.style.top = `${isBelow ? below : Math.max(MARGIN_PX, anchor.top - box.offsetHeight - GAP_PX)}px`;
}

/** @param {number} probability */
function formatPercent(probability) {
  return probability < 0.005 ? "< 1 %" : `${Math.round(probability * 100)} %`;
}
