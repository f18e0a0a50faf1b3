/** The settings: a tab per group of the table, and one for the keyboard. Changes apply immediately. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { DEFAULTS, SETTINGS } from "../../core/commands/settings.js";
import { openDialog } from "../ui/dialogs.js";
import { KeySettings } from "./settings-keys.js";
import { PedalSettings } from "./settings-pedals.js";
import { keyText } from "../ui/key-labels.js";
import { pressedKey } from "../../core/base/key-press.js";

/** @typedef {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} SettingsStore */
/** @typedef {import("../../core/commands/settings.js").Settings} Settings */
/** @typedef {Settings[keyof Settings]} Value */
/** @typedef {import("../../core/commands/settings.js").Description<Value>} Row */
/** @typedef {(changes: Partial<Settings>) => void} Change */

const ROWS = /** @type {[keyof Settings, Row][]} */ (Object.entries(SETTINGS)).filter(([, row]) => row.kind !== "own");
const GROUPS = [...new Set(ROWS.map(([, row]) => row.group)), "Keyboard"];

/**
 * @param {SettingsStore} settingsStore
 * @param {string} [tab]
 * @param {import("../player/foot-pedals.js").Pedals} [pedals] where there is something for them to play
 */
export function openSettings(settingsStore, tab = GROUPS[0], pedals = undefined) {
  openDialog("Settings", () => html`<${Page} settingsStore=${settingsStore} first=${tab} pedals=${pedals} />`, { className: "is-wide is-settings" });
}

/** @param {{settingsStore: SettingsStore, first: string, pedals: import("../player/foot-pedals.js").Pedals | undefined}} props */
function Page({ settingsStore, first, pedals }) {
  const tabs = pedals ? [...GROUPS, "Foot pedals"] : GROUPS;
  const [tab, setTab] = useState(first);
  const [settings, setSettings] = useState(settingsStore.settings.peek());
  useEffect(() => settingsStore.settings.subscribe(setSettings), []);
  const walk = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[pressedKey(event)];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    setTab(next);
    document.getElementById(idOf(next))?.focus();
  };
  return html`<div class="settings">
    <div class="settings-tabs" role="tablist" aria-label="Settings" aria-orientation="vertical" onKeyDown=${walk}>
      ${tabs.map((name) => html`<button key=${name} role="tab" id=${idOf(name)} aria-selected=${String(tab === name)} aria-controls="settings-panel" tabindex=${tab === name ? 0 : -1} onClick=${() => setTab(name)}>${name}</button>`)}
    </div>
    <div class="settings-panel" role="tabpanel" id="settings-panel" aria-labelledby=${idOf(tab)} tabindex="0">
      ${tab === "Keyboard" && html`<${KeySettings} settings=${settings} change=${settingsStore.change} />`}
      ${tab === "Foot pedals" && pedals && html`<${PedalSettings} settings=${settings} change=${settingsStore.change} pedals=${pedals} />`}
      ${tab !== "Keyboard" && tab !== "Foot pedals" && html`<${Group} key=${tab} group=${tab} settings=${settings} change=${settingsStore.change} />`}
    </div>
  </div>`;
}

/** @param {string} tab */
function idOf(tab) {
  return `settings-${tab.toLowerCase().replace(/\W+/g, "-")}`;
}

/** @param {{group: string, settings: Settings, change: Change}} props */
function Group({ group, settings, change }) {
  const rows = ROWS.filter(([, row]) => row.group === group);
  const isChanged = rows.some(([id, row]) => JSON.stringify(settings[id]) !== JSON.stringify(row.default));
  const reset = () => change(Object.fromEntries(rows.map(([id]) => [id, DEFAULTS[id]])));
  return html`
    ${rows.map(([id, row]) => html`<${Setting} key=${id} id=${id} row=${row} value=${settings[id]} change=${change} />`)}
    <p class="dialog-actions"><button class="button" disabled=${!isChanged} onClick=${reset}>Reset this tab</button></p>`;
}

/** @param {{id: keyof Settings, row: Row, value: Value, change: Change}} props */
function Setting({ id, row, value, change }) {
  const field = `setting-${id}`;
  const hint = row.hint && html`<p class="hint" id=${`${field}-hint`}>${keyText(row.hint)}</p>`;
  const described = row.hint ? `${field}-hint` : undefined;
  const target = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.currentTarget);
  if (row.kind === "boolean") {
    return html`<div class="setting"><label class="check"><input type="checkbox" checked=${value} aria-describedby=${described}
      onChange=${(/** @type {Event} */ event) => change({ [id]: target(event).checked })} /> ${row.label}</label>${hint}</div>`;
  }
  return html`<div class="setting"><label class="field" for=${field}>${row.label}</label>
    ${row.kind === "choice" && html`<select id=${field} aria-describedby=${described} onChange=${(/** @type {Event} */ event) => change({ [id]: row.options?.[/** @type {HTMLSelectElement} */ (event.currentTarget).selectedIndex][0] })}>
      ${row.options?.map(([option, name]) => html`<option selected=${option === value}>${name}</option>`)}</select>`}
    ${row.kind === "number" && html`<${NumberField} id=${id} row=${row} value=${value} change=${change} />`}
    ${row.kind === "text" && html`<input id=${field} type="text" maxlength="200" value=${value} aria-describedby=${described} onChange=${(/** @type {Event} */ event) => change({ [id]: target(event).value.trim() })} />`}
    ${row.kind === "lines" && html`<textarea id=${field} rows="5" spellcheck=${false} aria-describedby=${described}
      onChange=${(/** @type {Event} */ event) => change({ [id]: target(event).value.split("\n").map((line) => line.trim()).filter(Boolean) })}>${/** @type {string[]} */ (value).join("\n")}</textarea>`}
    ${hint}</div>`;
}

/** @param {{id: keyof Settings, row: Row, value: number, change: Change}} props */
function NumberField({ id, row, value, change }) {
  const [problem, setProblem] = useState("");
  const factor = row.unit === "s" ? 1000 : 1;
  const [min, max] = [(row.min ?? 0) / factor, (row.max ?? Infinity) / factor];
  const take = (/** @type {Event} */ event) => {
    const typed = /** @type {HTMLInputElement} */ (event.currentTarget).value;
    const number = Number(typed);
    const isFine = typed.trim() !== "" && number >= min && number <= max;
    setProblem(isFine ? "" : `Enter a value from ${min} to ${max} ${row.unit ?? ""}. It is still ${value / factor}.`);
    if (isFine) change({ [id]: Math.round(number * factor) });
  };
  return html`<span><input id=${`setting-${id}`} type="number" min=${min} max=${max} step="any" value=${value / factor} aria-describedby=${`setting-${id}-problem`} onChange=${take} /> ${row.unit ?? ""}</span>
    <span class="is-error" id=${`setting-${id}-problem`} role="alert">${problem}</span>`;
}
