/** Labels of a command's keys, for the user's operating system. */

import { keysOf, keyLabel } from "../../core/commands/commands.js";

export const IS_MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

/**
 * All keys of a command, each once.
 *
 * @param {import("../../core/commands/commands.js").Command} command
 * @param {import("../../core/commands/commands.js").Overrides} overrides
 */
export function keyLabels(command, overrides) {
  const all = Object.values(keysOf(command, overrides)).flat();
  return [...new Set(all.map((key) => keyLabel(key, IS_MAC)))];
}
