/** The menu of all commands: a submenu per group with the commands and their keys. */

import { COMMANDS } from "../../core/commands/commands.js";
import { keysInForce } from "../../core/commands/key-presets.js";
import { openMenu } from "../ui/menu.js";
import { IS_MAC, keyLabels } from "../ui/key-labels.js";

/** @typedef {import("../../core/commands/commands.js").Command} Command */

/**
 * @param {HTMLElement} anchor
 * @param {import("../../core/commands/settings.js").Settings} settings
 * @param {(command: Command) => void} run
 */
export function openCommandMenu(anchor, settings, run) {
  const groups = [...new Set(COMMANDS.map((command) => command.group))];
  openMenu(
    anchor,
    "Menu",
    groups.map((group) => ({ label: group, opens: true, run: () => openGroup(anchor, group, settings, run) })),
  );
}

/**
 * @param {HTMLElement} anchor
 * @param {string} group
 * @param {import("../../core/commands/settings.js").Settings} settings
 * @param {(command: Command) => void} run
 */
function openGroup(anchor, group, settings, run) {
  const keymap = keysInForce(settings, IS_MAC);
  const back = () => openCommandMenu(anchor, settings, run);
  const items = COMMANDS.filter((command) => command.group === group && command.menu !== false).map((command) => ({
    label: command.title,
    keys: keyLabels(command, keymap)[0],
    run: () => run(command),
  }));
  openMenu(anchor, group, [{ label: `‹ ${group}`, run: back }, ...items.map((item, i) => ({ ...item, isFirst: i === 0 }))], { onBack: back });
}
