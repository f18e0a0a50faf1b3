/** The editor's keys: a key press runs the command that has this key at the focused element. */

import { computed } from "@preact/signals";

import { COMMANDS } from "../../core/commands/commands.js";
import { createKeyTable } from "../../core/commands/key-table.js";
import { pressedKey } from "../../core/base/key-press.js";
import { keysInForce } from "../../core/commands/key-presets.js";
import { typesText } from "../../core/commands/key-events.js";
import { IS_MAC, keyboardIsLatin, observeKeyboard } from "../ui/key-labels.js";
import { isOverlayOpen } from "../ui/overlays.js";

/** Commands whose keys merge only on a new press; while held, the keys delete text. */
const MERGES = new Set(["merge-previous", "merge-at-end"]);

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("../editing/actions.js").Actions} actions
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} settings
 */
export function listenToKeys(scope, actions, settings) {
  const table = computed(() => createKeyTable(COMMANDS, keysInForce(settings.value, IS_MAC), IS_MAC));
  scope.listen(window, "keydown", observeKeyboard, true);
  scope.listen(window, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || !pressedKey(event) || isOverlayOpen()) return;
    if (settings.peek().tabMoves && pressedKey(event) === "Tab") return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (isTextField(target) && typesText(event, IS_MAC, keyboardIsLatin())) return;
    for (const command of table.peek().find(event, placeOf(target), keyboardIsLatin())) {
      if (event.repeat && MERGES.has(command.id)) return;
      if (event.repeat && !command.repeats) {
        event.preventDefault();
        return;
      }
      if (command.run(actions) === false) continue;
      dispatchEvent(new CustomEvent("command", { detail: command.id }));
      event.preventDefault();
      event.stopPropagation();
      return;
    }
  });
}

/**
 * Which of a command's keys apply at the focused element.
 * @param {HTMLElement} target
 * @returns {"textKeys" | "plainKeys" | null}
 */
function placeOf(target) {
  if (target.classList.contains("seg-text")) return "textKeys";
  if (target.classList.contains("seg-number")) return "plainKeys"; // the keys are for the selected rows
  if (target.closest("input, select, textarea, button, a, .timeline-frame")) return null;
  return "plainKeys";
}

/** @param {HTMLElement} target */
function isTextField(target) {
  const isInput = target instanceof HTMLInputElement && !["button", "checkbox", "radio", "range", "file"].includes(target.type);
  return target.isContentEditable || isInput || target instanceof HTMLTextAreaElement;
}
