/** The editor's keys: a key press runs the command that has this key at the focused element. */

import { effect } from "@preact/signals";
import { matchKeybindingPress, parseKeybinding } from "tinykeys";

import { COMMANDS, keysOf } from "../../core/commands/commands.js";
import { keysInForce } from "../../core/commands/key-presets.js";

/** Commands whose keys merge only on a new press; while held, the keys delete text. */
const MERGES = new Set(["merge-previous", "merge-at-end"]);

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("../editing/actions.js").Actions} actions
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} settings
 */
export function listenToKeys(scope, actions, settings) {
  const parse = (/** @type {string[]} */ keys) => keys.map((key) => parseKeybinding(key)[0]);
  /** @type {{command: import("../../core/commands/commands.js").Command, presses: Record<"keys" | "textKeys" | "plainKeys", ReturnType<typeof parse>>}[]} */
  let table = [];
  scope.add(
    effect(() => {
      const keymap = keysInForce(settings.value);
      table = COMMANDS.map((command) => {
        const { keys, textKeys, plainKeys } = keysOf(command, keymap);
        return { command, presses: { keys: parse(keys), textKeys: parse(textKeys), plainKeys: parse(plainKeys) } };
      });
    }),
  );
  scope.listen(window, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open], :popover-open")) return;
    if (settings.peek().tabMoves && event.key === "Tab") return;
    const place = placeOf(/** @type {HTMLElement} */ (event.target));
    for (const { command, presses } of table) {
      const wanted = [...presses.keys, ...(place ? presses[place] : [])];
      if (!wanted.some((press) => matchKeybindingPress(event, press))) continue;
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
  if (target.closest("input, select, textarea, button, a, .tl-frame")) return null;
  return "plainKeys";
}
