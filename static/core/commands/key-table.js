/** Finds the commands of a key press. */

import { bindingsOf } from "./key-events.js";
import { keysOf } from "./commands.js";
import { normalizeKey } from "./keymap.js";

/** @typedef {import("./commands.js").Command} Command */
/** @typedef {ReturnType<typeof createKeyTable>} KeyTable */

/**
 * @param {readonly Command[]} commands
 * @param {import("./commands.js").Overrides} overrides the keys in force
 * @param {boolean} [isMac]
 */
export function createKeyTable(commands, overrides, isMac = false) {
  /** @type {Record<"keys" | "textKeys" | "plainKeys", Map<string, Set<Command>>>} */
  const byKey = { keys: new Map(), textKeys: new Map(), plainKeys: new Map() };
  const put = (/** @type {"keys" | "textKeys" | "plainKeys"} */ place, /** @type {string} */ key, /** @type {Command} */ command) => {
    const normal = normalizeKey(key, isMac);
    byKey[place].set(normal, (byKey[place].get(normal) ?? new Set()).add(command));
  };
  for (const command of commands) {
    const { keys, textKeys, plainKeys } = keysOf(command, overrides);
    for (const key of keys) for (const place of /** @type {const} */ (["keys", "textKeys", "plainKeys"])) put(place, key, command);
    for (const key of textKeys) put("textKeys", key, command);
    for (const key of plainKeys) put("plainKeys", key, command);
  }
  return {
    /**
     * The commands of the best binding that a press may stand for, in the table's order.
     *
     * @param {import("./key-events.js").KeyPress} press
     * @param {"textKeys" | "plainKeys" | null} place null: only keys that work everywhere
     * @param {boolean} [isLatin] the keyboard's layout has Latin letters
     * @returns {Command[]}
     */
    find(press, place, isLatin = true) {
      const table = byKey[place ?? "keys"];
      const binding = bindingsOf(press, { isMac, isLatin }).find((key) => table.has(key));
      return binding ? [...(table.get(binding) ?? [])] : [];
    },
  };
}
