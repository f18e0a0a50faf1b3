/** A panel that covers the right part of the list, such as the history or the checks. A page shows one at a time. */

import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { pressedKey } from "../../core/base/key-press.js";
import { createWayBack } from "./caret-memory.js";

/** @typedef {import("../../core/base/scope.js").Scope} Scope */

const REFRESH_MS = 600;

/** The function that closes the panel which is open in a page. @type {WeakMap<HTMLElement, () => void>} */
const closeOpen = new WeakMap();

/**
 * @param {Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.root the panel's parent
 * @param {HTMLElement} options.list the panel covers its right part
 * @param {string} options.label
 * @param {string} options.className
 * @param {() => void} options.onOpen
 * @param {boolean} [options.takesFocus] else the cursor stays in the text, so that typing goes on
 */
export function createSidePanel(scope, { root, list, label, className, onOpen, takesFocus = false }) {
  const panel = document.createElement("aside");
  panel.className = className;
  panel.hidden = true;
  if (takesFocus) panel.tabIndex = -1;
  panel.setAttribute("aria-label", label);
  root.append(panel);
  const isOpen = signal(false);
  const wayBack = createWayBack(panel);
  const place = () => {
    const { top, bottom } = list.getBoundingClientRect();
    panel.style.top = `${Math.max(0, top)}px`;
    panel.style.bottom = `${Math.max(0, innerHeight - bottom)}px`;
  };
  const close = () => {
    const hadFocus = panel.contains(document.activeElement) || (takesFocus && document.activeElement === document.body);
    isOpen.value = false;
    panel.hidden = true;
    root.classList.remove("has-side-panel");
    closeOpen.delete(root);
    if (hadFocus) wayBack.giveBack();
  };
  const open = () => {
    closeOpen.get(root)?.();
    closeOpen.set(root, close);
    wayBack.keep();
    isOpen.value = true;
    panel.hidden = false;
    root.classList.add("has-side-panel");
    place();
    onOpen();
    if (takesFocus) panel.focus();
  };
  const observer = new ResizeObserver(place);
  observer.observe(list);
  scope.add(() => observer.disconnect());
  scope.listen(panel, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (pressedKey(event) !== "Escape") return;
    event.stopPropagation();
    close();
  });
  scope.add(() => {
    render(null, panel);
    panel.remove();
  });
  return { panel, isOpen, open, close };
}

/**
 * Read again when somebody has edited while a panel is open; opening it reads by itself.
 *
 * @param {Scope} scope
 * @param {{isOpen: import("@preact/signals").ReadonlySignal<boolean>, revision: import("@preact/signals").ReadonlySignal<number>, read: () => void}} options
 */
export function followEdits(scope, { isOpen, revision, read }) {
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let seen = revision.peek();
  scope.add(
    effect(() => {
      const isEdited = revision.value !== seen;
      seen = revision.value;
      if (!isOpen.value || !isEdited) return;
      clearTimeout(timer);
      timer = setTimeout(read, REFRESH_MS);
    }),
  );
  scope.add(() => clearTimeout(timer));
}
