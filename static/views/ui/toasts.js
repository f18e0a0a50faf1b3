/**
 * Short messages at the bottom of the page, with at most one action each.
 *
 * Screen readers announce them. A message stays while the pointer or the focus is on it; errors stay
 * until they are closed.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { ApiProblem, Unreachable } from "../../core/sync/api.js";
import { messageOf } from "../../core/base/errors.js";

/** @typedef {import("../../core/base/scope.js").Scope} Scope */

const SHOWN_MS = 6_000;
const SHOWN_WITH_ACTION_MS = 12_000; // time to read, decide and reach the button
const MAX_SHOWN = 4;

/**
 * @typedef {object} ToastAction
 * @property {string} label
 * @property {() => void} run
 * @property {import("@preact/signals").ReadonlySignal<boolean>} [isOffered] the button is there while this is true; without it, always
 */

/**
 * @typedef {object} Toast
 * @property {string} text
 * @property {"info" | "success" | "error"} [kind]
 * @property {ToastAction} [action]
 */

/**
 * @typedef {object} Toasts
 * @property {(toast: Toast) => () => void} show returns a function that removes it
 * @property {(error: unknown, again: () => void) => void} fail shows an error; offers a retry
 *   if the server did not answer or failed. A refused request would be refused again: the message says why.
 */

/**
 * @param {Scope} scope
 * @param {HTMLElement} element
 * @returns {Toasts}
 */
export function createToasts(scope, element) {
  /** @type {import("@preact/signals").Signal<(Toast & {id: number, leftMs: number})[]>} */
  const shown = signal([]);
  let lastId = 0;
  let isHeld = false;

  const close = (/** @type {number} */ id) => {
    shown.value = shown.value.filter((toast) => toast.id !== id);
    if (!shown.value.length) isHeld = false;
  };

  scope.every(500, () => {
    if (isHeld || document.hidden) return;
    for (const toast of shown.value) {
      toast.leftMs -= 500;
      if (toast.leftMs <= 0) close(toast.id);
    }
  });

  element.className = "toasts";
  scope.listen(element, "pointerenter", () => void (isHeld = true));
  scope.listen(element, "pointerleave", () => void (isHeld = false));
  scope.listen(element, "focusin", () => void (isHeld = true));
  scope.listen(element, "focusout", () => void (isHeld = false));

  scope.add(effect(() => render(Stack({ toasts: shown.value.map((toast) => (toast.action?.isOffered?.value === false ? { ...toast, action: undefined } : toast)), close }), element)));
  scope.add(() => render(null, element));

  const show = (/** @type {Toast} */ toast) => {
    const id = ++lastId;
    const leftMs = toast.kind === "error" ? Infinity : toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS;
    shown.value = [...shown.value, { ...toast, id, leftMs }].slice(-MAX_SHOWN);
    return () => close(id);
  };
  return {
    show,
    fail(error, again) {
      const text = messageOf(error);
      const isTemporary = error instanceof Unreachable || (error instanceof ApiProblem && error.status >= 500);
      show({ text, kind: "error", action: isTemporary ? { label: "Try again", run: again } : undefined });
    },
  };
}

/**
 * @param {{toasts: (Toast & {id: number})[], close: (id: number) => void}} props
 */
function Stack({ toasts, close }) {
  return html`<div class="toast-stack" role="log" aria-live="polite" aria-label="Messages">
    ${toasts.map((toast) => html`<div
      key=${toast.id}
      class=${`toast is-${toast.kind ?? "info"}`}
      role=${toast.kind === "error" ? "alert" : "status"}
    >
      <span class="toast-text">${toast.text}</span>
      ${toast.action && html`<button
        class="toast-action"
        onClick=${() => {
          close(toast.id);
          toast.action?.run();
        }}
      >${toast.action.label}</button>`}
      <button class="toast-close" aria-label="Close this message" onClick=${() => close(toast.id)}>×</button>
    </div>`)}
  </div>`;
}
