/** A menu at a button: arrows and first letters move in it; Escape and a click outside close it. */

import { html } from "htm/preact";
import { render } from "preact";
import { pressedKey } from "../../core/base/key-press.js";

import { keepFocus } from "./caret-memory.js";
import { showPopover } from "./overlays.js";

/**
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {string} [keys] shown at the right
 * @property {boolean} [checked] makes the item a switch
 * @property {boolean} [disabled]
 * @property {boolean} [isFirst] of a group
 * @property {boolean} [opens] opens another menu, also with →
 * @property {() => void} run
 */

/**
 * @param {HTMLElement} anchor the menu is below it
 * @param {string} label
 * @param {MenuItem[]} items
 * @param {{onBack?: () => void, at?: {x: number, y: number}}} [options] `onBack`: runs on ←; `at`: the menu's corner, instead of below the anchor
 */
export function openMenu(anchor, label, items, { onBack, at: corner } = {}) {
  const menu = document.createElement("div");
  menu.className = "menu";
  menu.popover = "auto";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", label);
  document.body.append(menu);
  const before = keepFocus();
  const close = () => {
    menu.hidePopover();
    before.giveBack(); // before an item runs: it runs at the cursor, and a dialog that it opens returns the focus there
  };
  const choose = (/** @type {MenuItem} */ item) => {
    close();
    item.run();
  };
  render(html`${items.map((item) => html`<${Row} item=${item} choose=${choose} />`)}`, menu);
  const buttons = /** @type {HTMLButtonElement[]} */ ([...menu.querySelectorAll("button:not(:disabled)")]);
  menu.onkeydown = (event) => {
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const next = placeAfter(pressedKey(event), at, buttons);
    if (pressedKey(event) === "Tab") close();
    else if (pressedKey(event) === "Escape") {
      event.preventDefault();
      close();
    } else if (pressedKey(event) === "ArrowLeft" && onBack) {
      close();
      onBack();
    } else if (pressedKey(event) === "ArrowRight" && buttons[at]?.getAttribute("aria-haspopup")) buttons[at].click();
    else if (next !== null) {
      event.preventDefault();
      buttons[next].focus();
    }
  };
  menu.ontoggle = (event) => {
    anchor.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "open") return;
    // Closed by a click elsewhere. Where that was in a field or on a button, the focus is there.
    const isLost = menu.contains(document.activeElement) || document.activeElement === document.body;
    if (isLost) before.giveBack();
    else before.forget();
    render(null, menu);
    menu.remove();
  };
  showPopover(menu);
  placeMenu(menu, corner ?? { x: anchor.getBoundingClientRect().left, y: anchor.getBoundingClientRect().bottom + 4 });
  buttons[0]?.focus();
}

/**
 * Put a menu's upper left corner at a place, or nearer to the middle of the page where it would not fit.
 *
 * @param {HTMLElement} menu
 * @param {{x: number, y: number}} corner
 */
function placeMenu(menu, { x, y }) {
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
}

/**
 * @param {string} key
 * @param {number} at
 * @param {HTMLElement[]} buttons
 * @returns {number | null}
 */
function placeAfter(key, at, buttons) {
  if (key === "ArrowDown") return (at + 1) % buttons.length;
  if (key === "ArrowUp") return (at - 1 + buttons.length) % buttons.length;
  if (key === "Home") return 0;
  if (key === "End") return buttons.length - 1;
  if (key.length !== 1) return null;
  const order = [...buttons.keys()].map((i) => (at + 1 + i) % buttons.length);
  return order.find((i) => buttons[i].textContent?.trim().toLowerCase().startsWith(key.toLowerCase())) ?? null;
}

/** @param {{item: MenuItem, choose: (item: MenuItem) => void}} props */
function Row({ item, choose }) {
  const isSwitch = item.checked !== undefined;
  return html`<button
    class=${`menu-item${item.isFirst ? " is-first" : ""}`}
    role=${isSwitch ? "menuitemcheckbox" : "menuitem"}
    aria-checked=${isSwitch ? String(item.checked) : undefined}
    aria-haspopup=${item.opens ? "menu" : undefined}
    disabled=${item.disabled}
    tabindex="-1"
    onClick=${() => choose(item)}
  >
    ${isSwitch && html`<span class="menu-tick" aria-hidden="true">${item.checked ? "✓" : ""}</span>`}
    <span class="menu-label">${item.label}</span>${item.keys && html`<kbd aria-hidden="true">${item.keys}</kbd>`}${item.opens && html`<span aria-hidden="true">›</span>`}
  </button>`;
}
