/** Find and replace beside the list: query, replacement, and every hit with its context. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { createFindState } from "../../core/editing/find-state.js";
import { createFoundMarks } from "../segments/find-marks.js";
import { createWayBack } from "../ui/caret-memory.js";
import { createFindActions } from "./find-actions.js";
import { FindView, viewOf } from "./find-view.js";
import { pressedKey } from "../../core/base/key-press.js";

/** @typedef {import("../../core/base/scope.js").Scope} Scope */
/** @typedef {import("./find-actions.js").FindActions} FindActions */

/**
 * @param {Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.root
 * @param {HTMLElement} editor.element the list's frame; the panel covers its right part
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 */
export function createFindPanel(scope, { root, element, store, player, list, selection, toasts }) {
  const spawn = () => new Worker("/static/core/editing/find-worker.js", { type: "module" });
  const finding = createFindState(scope, { store, spawn });
  const marks = createFoundMarks(scope, { element, store, finding });
  const panel = createFrame(scope, { root, element });
  const onGo = () => {
    marks.draw();
    requestAnimationFrame(() => panel.querySelector(".find-hit.is-current")?.scrollIntoView({ block: "nearest" }));
  };
  const actions = createFindActions({ finding, store, player, selection, toasts, onGo });

  const wayBack = createWayBack(panel);

  const close = () => {
    const hit = finding.hits.peek()[finding.current.peek()];
    panel.hidden = true;
    element.classList.remove("has-find");
    finding.close();
    if (hit) {
      wayBack.forget();
      actions.go(hit, { focus: true });
    } else wayBack.giveBack();
  };
  const open = (/** @type {boolean} */ replaces) => {
    const chosen = getSelection()?.toString() ?? "";
    const isInText = list.focusedText() !== null;
    store.commitTyping();
    wayBack.keep();
    panel.hidden = false;
    element.classList.add("has-find");
    place(panel, element);
    finding.open(isInText && chosen && !chosen.includes("\n") ? { text: chosen, isRegex: false } : {});
    const field = /** @type {HTMLInputElement | null} */ (panel.querySelector(replaces && finding.query.peek().text ? ".find-new" : ".find-text"));
    field?.focus();
    field?.select();
  };
  listenToKeys(scope, { panel, actions, close });
  scope.add(
    effect(() => {
      void finding.query.value;
      actions.restart();
    }),
  );
  scope.add(
    effect(() => {
      if (!finding.isOpen.value) return;
      const view = viewOf(finding, store);
      render(html`<${FindView} view=${view} nShown=${actions.nShown.value} finding=${finding} actions=${actions} close=${close} />`, panel);
    }),
  );

  return {
    find: () => open(false),
    findAndReplace: () => open(true),
    /** False if the panel is closed: the browser then handles the key. */
    findNext: () => finding.isOpen.peek() && actions.step(1),
    findPrevious: () => finding.isOpen.peek() && actions.step(-1),
    finding,
  };
}

/** @typedef {ReturnType<typeof createFindPanel>} FindPanel */

/**
 * The panel's element, kept over the right part of the list.
 *
 * @param {Scope} scope
 * @param {{root: HTMLElement, element: HTMLElement}} options
 */
function createFrame(scope, { root, element }) {
  const panel = document.createElement("aside");
  panel.className = "find";
  panel.setAttribute("aria-label", "Find and replace");
  panel.hidden = true;
  root.append(panel);
  const resized = new ResizeObserver(() => !panel.hidden && place(panel, element));
  resized.observe(element);
  scope.add(() => resized.disconnect());
  scope.listen(window, "resize", () => !panel.hidden && place(panel, element));
  scope.add(() => panel.remove());
  return panel;
}

/**
 * @param {HTMLElement} panel
 * @param {HTMLElement} element
 */
function place(panel, element) {
  const box = element.getBoundingClientRect();
  panel.style.top = `${Math.max(0, box.top)}px`;
  panel.style.bottom = `${Math.max(0, innerHeight - box.bottom)}px`;
  panel.style.right = `${Math.max(0, innerWidth - box.right)}px`;
}

/**
 * @param {Scope} scope
 * @param {{panel: HTMLElement, actions: FindActions, close: () => void}} options
 */
function listenToKeys(scope, { panel, actions, close }) {
  scope.listen(panel, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (pressedKey(event) === "Escape") close();
    else if (pressedKey(event) === "Enter" && event.ctrlKey && event.altKey) actions.replaceAll();
    else if (pressedKey(event) === "Enter" && target.matches(".find-text")) actions.step(event.shiftKey ? -1 : 1);
    else if (pressedKey(event) === "Enter" && target.matches(".find-new")) actions.replaceOne();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
