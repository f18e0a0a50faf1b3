/** Modal dialogs: the browser's <dialog> with Preact inside. Escape and the backdrop close them. */

import { html } from "htm/preact";
import { render } from "preact";

import { formatClock } from "../../core/base/clock.js";
import { Scope } from "../../core/base/scope.js";
import { keepFocus } from "./caret-memory.js";
import { keepComposition } from "../../core/base/key-press.js";
import { showModal } from "./overlays.js";

/** @typedef {import("preact").ComponentChildren} Children */

/**
 * Show a dialog.
 *
 * @param {string} title
 * @param {(close: () => void) => Children} draw
 * @param {{className?: string, onClose?: () => void}} [options]
 * @returns {{close: () => void, redraw: () => void}}
 */
export function openDialog(title, draw, { className = "", onClose } = {}) {
  const dialog = document.createElement("dialog");
  dialog.className = `dialog ${className}`;
  dialog.setAttribute("aria-label", title);
  let isClosed = false;
  const close = () => {
    dialog.close();
    end(); // now: the close event comes later
  };
  const redraw = () =>
    render(
      html`<header class="dialog-head">
          <h2>${title}</h2>
          <button class="icon-button" aria-label="Close" onClick=${close}>×</button>
        </header>
        <div class="dialog-body">${draw(close)}</div>`,
      dialog,
    );
  const before = keepFocus();
  const endFocus = keepFocusInside(dialog);
  const end = () => {
    if (isClosed) return;
    isClosed = true;
    endFocus();
    render(null, dialog);
    dialog.remove();
    before.giveBack();
    onClose?.();
  };
  dialog.onclose = end;
  dialog.oncancel = close; // Escape
  closeOnBackdrop(dialog, close);
  dialog.onkeydown = keepComposition;
  document.body.append(dialog);
  redraw();
  showModal(dialog);
  return { close, redraw };
}

/**
 * Focus what is near when the control that has the focus is taken away: the keys must not go to the page below.
 *
 * @param {HTMLDialogElement} dialog
 * @returns {() => void} ends it
 */
function keepFocusInside(dialog) {
  const controls = "button:not(:disabled), [href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled)";
  const scope = new Scope();
  /** The control with the focus and what it lies in, innermost first. @type {Element[]} */
  let path = [];
  scope.listen(dialog, "focusin", ({ target }) => {
    path = [];
    for (let at = /** @type {Element | null} */ (target); at && dialog.contains(at); at = at.parentElement) path.push(at);
  });
  const observer = new MutationObserver(() => {
    if (!path.length || path[0].isConnected || document.activeElement !== document.body) return;
    const left = path.filter((one) => one.isConnected && one.querySelector(controls));
    /** @type {HTMLElement | null | undefined} */ (left[0]?.querySelector(controls))?.focus({ preventScroll: true });
  });
  observer.observe(dialog, { childList: true, subtree: true });
  scope.add(() => observer.disconnect());
  return () => scope.close();
}

/**
 * A click on the backdrop has the dialog as target. Its end counts: what lies below must not get the click.
 *
 * @param {HTMLDialogElement} dialog
 * @param {() => void} close
 */
function closeOnBackdrop(dialog, close) {
  let isOutside = false;
  dialog.onpointerdown = (event) => void (isOutside = event.target === dialog);
  dialog.onclick = (event) => {
    if (isOutside && event.target === dialog) close();
  };
}

/**
 * Ask for one line of text.
 *
 * @param {{title: string, label: string, value?: string, action: string, onDone: (text: string) => void}} question
 */
export function askText({ title, label, value = "", action, onDone }) {
  openDialog(title, (close) => html`<form
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      const text = String(form.get("text") ?? "").trim();
      if (!text) return;
      close();
      onDone(text);
    }}
  >
    <label class="field">${label}<input name="text" value=${value} maxlength="200" autofocus required /></label>
    <p class="dialog-actions"><button class="button is-main">${action}</button></p>
  </form>`);
}

/** Texts of the dialog about two versions, and the version whose button stands out. */
const CLASH = {
  title: "The same passage was changed twice",
  question: "Which version do you want to keep?",
  mine: "Keep mine", theirs: "Keep the other", other: "Other version", suggested: "mine",
};
const NOT_ACCEPTED = {
  title: "This change was not accepted",
  question: "Copy what you need from your version, then keep the saved one.",
  mine: "Send mine again", theirs: "Keep the saved version", other: "Saved version", suggested: "theirs",
};

/**
 * Two versions of the same passage. Both are kept until the user chooses one. The dialog may open while the user types,
 * so no button has the focus: a space would choose a version.
 *
 * @param {import("../../core/sync/conflicts.js").Conflict} conflict
 * @param {(choice: "mine" | "theirs" | null) => void} onChoice null: closed without a choice
 */
export function openConflict(conflict, onChoice) {
  /** @type {"mine" | "theirs" | null} */
  let choice = null;
  const words = conflict.isInvalid ? NOT_ACCEPTED : CLASH;
  const look = (/** @type {string} */ which) => (which === words.suggested ? "button is-main" : "button");
  const passage = (/** @type {readonly import("../../core/document/operations.js").Segment[]} */ segments) =>
    segments.length
      ? segments.map((segment) => html`<p key=${segment.id}>
          <span class="quiet">${formatClock(segment.startMs, 1)} – ${formatClock(segment.endMs, 1)}</span><br />${segment.text}
        </p>`)
      : html`<p class="quiet">(removed)</p>`;
  const pick = (/** @type {"mine" | "theirs"} */ which, /** @type {() => void} */ close) => () => {
    choice = which;
    close();
  };
  return openDialog(
    words.title,
    (close) => html`
      <p class="conflict-reason" tabindex="-1" autofocus>
        ${conflict.reason} Your change is not saved yet. ${words.question}
      </p>
      <div class="versions">
        <section><h3>Yours</h3><div class="version-text">${passage(conflict.mine)}</div>
          <button class=${look("mine")} onClick=${pick("mine", close)}>${words.mine}</button></section>
        <section><h3>${words.other}</h3><div class="version-text">${passage(conflict.theirs)}</div>
          <button class=${look("theirs")} onClick=${pick("theirs", close)}>${words.theirs}</button></section>
      </div>
    `,
    { className: "is-wide is-conflict", onClose: () => onChoice(choice) },
  );
}
