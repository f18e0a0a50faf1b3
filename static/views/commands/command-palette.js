/** The command palette: type some letters, Enter runs the command. An ARIA combobox with a listbox. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { COMMANDS } from "../../core/commands/commands.js";
import { addRecent, createFinder } from "../../core/commands/command-search.js";
import { keysInForce } from "../../core/commands/key-presets.js";
import { openDialog } from "../ui/dialogs.js";
import { IS_MAC, keyLabels } from "../ui/key-labels.js";
import { pressedKey } from "../../core/base/key-press.js";

/** @typedef {import("../../core/commands/command-search.js").Entry} Entry */

const find = createFinder(COMMANDS.filter((command) => command.id !== "palette"));

/**
 * @param {object} parts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} parts.settingsStore
 * @param {(entry: Entry) => void} parts.run called after the focus has returned
 * @param {string} [parts.hint] shown in the empty field
 */
export function openPalette({ settingsStore, run, hint = "A command, a time (12:34) or a segment (#120)" }) {
  const { settings, change } = settingsStore;
  const keymap = keysInForce(settings.peek(), IS_MAC);
  let text = "";
  let at = 0;
  let entries = find(text, settings.peek().recentCommands);
  const choose = (/** @type {Entry} */ entry, /** @type {() => void} */ close) => {
    close();
    if (entry.kind === "command") change({ recentCommands: addRecent(settings.peek().recentCommands, entry.command.id) });
    run(entry);
  };
  const type = (/** @type {Event} */ event) => {
    text = /** @type {HTMLInputElement} */ (event.target).value;
    entries = find(text, settings.peek().recentCommands);
    at = 0;
    redraw();
    show();
  };
  const press = (/** @type {() => void} */ close) => (/** @type {KeyboardEvent} */ event) => {
    const next = stepOf(pressedKey(event), at, entries.length);
    if (pressedKey(event) === "Enter" && entries[at]) choose(entries[at], close);
    else if (next === null) return;
    else at = next;
    event.preventDefault();
    redraw();
    show();
  };
  const show = () => document.getElementById(`palette-${at}`)?.scrollIntoView({ block: "nearest" });
  const { redraw } = openDialog(
    "Commands",
    (close) => html`
      <input class="palette-field" type="text" role="combobox" aria-label="Command, time or segment" aria-autocomplete="list" aria-expanded="true"
        aria-controls="palette-list" aria-activedescendant=${entries.length ? `palette-${at}` : undefined} autocomplete="off" spellcheck=${false}
        placeholder=${hint} value=${text} autofocus onInput=${type} onKeyDown=${press(close)} />
      <div class="palette-list" id="palette-list" role="listbox" aria-label="Commands">
        ${entries.map((entry, i) => html`<div key=${keyOf(entry)} id=${`palette-${i}`} role="option" aria-selected=${String(i === at)} class="palette-entry" onClick=${() => choose(entry, close)}>
          <${Line} entry=${entry} keymap=${keymap} />
        </div>`)}
      </div>
      <p class=${entries.length ? "unseen" : "palette-none"} role="status">${entries.length ? `${entries.length} commands` : `No command matches “${text}”. Try other words; “?” shows all keys.`}</p>`,
    { className: "is-palette" },
  );
}

/** @param {{entry: Entry, keymap: import("../../core/commands/commands.js").Overrides}} props */
function Line({ entry, keymap }) {
  if (entry.kind === "time") return html`<span class="palette-title">Go to ${formatClock(entry.ms, 1)}</span>`;
  if (entry.kind === "timecode") return html`<span class="palette-title">Go to ${entry.text}</span>`;
  if (entry.kind === "segment") return html`<span class="palette-title">Go to segment ${entry.number}</span>`;
  return html`<span class="palette-group">${entry.command.group}</span> <span class="palette-title">${entry.command.title}</span>
    <span class="palette-keys">${keyLabels(entry.command, keymap).slice(0, 2).map((key) => html`<kbd>${key}</kbd>`)}</span>`;
}

/** @param {Entry} entry */
function keyOf(entry) {
  return entry.kind === "command" ? entry.command.id : entry.kind;
}

/**
 * @param {string} key
 * @param {number} at
 * @param {number} length
 */
function stepOf(key, at, length) {
  if (!length) return null;
  if (key === "ArrowDown") return (at + 1) % length;
  if (key === "ArrowUp") return (at - 1 + length) % length;
  if (key === "PageDown") return Math.min(length - 1, at + 8);
  if (key === "PageUp") return Math.max(0, at - 8);
  return null;
}
