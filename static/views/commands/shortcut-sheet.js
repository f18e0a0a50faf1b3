/** The sheet of all keys, generated from the table of commands, with a search. */

import { html } from "htm/preact";

import { COMMANDS } from "../../core/commands/commands.js";
import { keysInForce } from "../../core/commands/key-presets.js";
import { openDialog } from "../ui/dialogs.js";
import { IS_MAC, keyLabels } from "../ui/key-labels.js";

/** @typedef {import("../../core/commands/commands.js").Command} Command */

/**
 * @param {import("../../core/commands/settings.js").Settings} settings
 * @param {() => void} openSettings
 */
export function openKeySheet(settings, openSettings) {
  const keymap = keysInForce(settings, IS_MAC);
  let query = "";
  const { redraw } = openDialog(
    "Keys",
    (close) => html`
      <div class="sheet-head">
        <input type="search" class="sheet-search" placeholder="Search" aria-label="Search in the keys" value=${query} autofocus
          onInput=${(/** @type {Event} */ event) => {
            query = /** @type {HTMLInputElement} */ (event.target).value;
            redraw();
          }} />
        <button class="button" onClick=${() => (close(), openSettings())}>Change keys…</button>
      </div>
      <${Groups} rows=${rowsOf(query, keymap)} />
      <p class="hint">
        Single letters, arrows and Space work outside of the text, all others everywhere. Tab plays while the cursor is in a
        text; Escape leaves the text. On the timeline: + and − zoom, arrows scroll, drag to select, double-click for a new
        segment.
      </p>`,
    { className: "is-wide" },
  );
}

/**
 * Commands with a key that match the query; nine numbered ones of a kind are one row.
 *
 * @param {string} query
 * @param {import("../../core/commands/commands.js").Overrides} keymap
 */
function rowsOf(query, keymap) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return COMMANDS.filter((command) => !/-[2-9]$/.test(command.id))
    .map((command) => {
      const isFirst = command.id.endsWith("-1");
      const keys = keyLabels(command, keymap);
      return { command, title: isFirst ? command.title.replace(" 1 ", " 1 to 9 ") : command.title, keys: isFirst && keys.length ? [`${keys[0]} … 9`] : keys };
    })
    .filter(({ command, title, keys }) => {
      const text = `${title} ${command.group} ${command.keywords ?? ""} ${keys.join(" ")}`.toLowerCase();
      return (keys.length || words.length) && words.every((word) => text.includes(word));
    });
}

/** @param {{rows: ReturnType<typeof rowsOf>}} props */
function Groups({ rows }) {
  if (!rows.length) return html`<p class="hint" role="status">No key matches.</p>`;
  const groups = [...new Set(rows.map(({ command }) => command.group))];
  return html`<div class="keys">
    ${groups.map((group) => html`<section key=${group}>
      <h3>${group}</h3>
      <dl>
        ${rows.filter(({ command }) => command.group === group).map(({ command, title, keys }) => html`<div class="key-row" key=${command.id}>
          <dt>${keys.length ? keys.map((key) => html`<kbd>${key}</kbd>`) : html`<span class="quiet">no key</span>`}</dt>
          <dd>${title}</dd>
        </div>`)}
      </dl>
    </section>`)}
  </div>`;
}
