/** Settings of the keys: presets, recording new keys, showing conflicts, export and import. */

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { COMMANDS, keysOf, keyLabel, withKeyNames } from "../../core/commands/commands.js";
import { messageOf } from "../../core/base/errors.js";
import { isComposition, pressedKey } from "../../core/base/key-press.js";
import { typesText } from "../../core/commands/key-events.js";
import { PLACES, PLACE_NAMES, byCharacter, findClashes, keyOfEvent, normalizeKey, readKeyMap, refusalOf, writeKeyMap } from "../../core/commands/keymap.js";
import { PRESETS, keysInForce } from "../../core/commands/key-presets.js";
import { IS_MAC, keyboardIsLatin } from "../ui/key-labels.js";

/** @typedef {import("../../core/commands/commands.js").Command} Command */
/** @typedef {import("../../core/commands/keymap.js").Place} Place */
/** @typedef {import("../../core/commands/settings.js").Settings} Settings */
/** @typedef {(changes: Partial<Settings>) => void} Change */

/** @param {{settings: Settings, change: Change}} props */
export function KeySettings({ settings, change }) {
  const [asked, setAsked] = useState("");
  const [problem, setProblem] = useState("");
  const keymap = keysInForce(settings, IS_MAC);
  const clashes = findClashes(COMMANDS, keymap, IS_MAC);
  const preset = PRESETS.find(({ name }) => name === settings.keyPreset) ?? PRESETS[0];
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = COMMANDS.filter(({ title, group, keywords = "" }) => words.every((word) => `${title} ${group} ${keywords}`.toLowerCase().includes(word)));
  const setKeys = (/** @type {Command} */ command, /** @type {Place} */ place, /** @type {string[]} */ keys) => {
    if (command.id === "leave" && place === "textKeys" && !keys.length) return setProblem("At least one key must leave the text: add another first.");
    setProblem("");
    const all = { ...keysOf(command, keymap), [place]: keys };
    change({ keys: { ...settings.keys, [command.id]: Object.fromEntries(PLACES.map((each) => [each, all[each].map(byCharacter)])) } });
  };
  const reset = (/** @type {string} */ id) => change({ keys: Object.fromEntries(Object.entries(settings.keys).filter(([other]) => other !== id)) });
  const read = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      const { preset: keyPreset, keys, unknown } = readKeyMap(await file.text(), COMMANDS);
      change({ keyPreset, keys });
      setProblem(unknown.length ? `Skipped because this version does not know them: ${unknown.join(", ")}.` : "");
    } catch (error) {
      setProblem(messageOf(error));
    }
    input.value = "";
  };
  return html`
    <div class="keys-head">
      <label class="field">Key preset <select onChange=${(/** @type {Event} */ event) => change({ keyPreset: PRESETS[/** @type {HTMLSelectElement} */ (event.currentTarget).selectedIndex].name })}>
        ${PRESETS.map(({ name, title }) => html`<option selected=${name === preset.name}>${title}</option>`)}</select></label>
      <button class="button" disabled=${!Object.keys(settings.keys).length} onClick=${() => change({ keys: {} })}>Reset all</button>
      <button class="button" onClick=${() => save(writeKeyMap(settings.keyPreset, settings.keys))}>Save as a file</button>
      <label class="button">Read a file<input class="unseen" type="file" accept=".json" onChange=${read} /></label>
    </div>
    ${[...preset.notes, ...preset.missing.map((text) => `Not available: ${text}`)].length > 0 && html`<details class="more"><summary>What differs from ${preset.title}</summary>
      <ul>${preset.notes.map((note) => html`<li>${withKeyNames(note, keysInForce({ keyPreset: preset.name, keys: {} }, IS_MAC), IS_MAC)}</li>`)}${preset.missing.map((note) => html`<li>Not available: ${note}</li>`)}</ul></details>`}
    <div role="status">${clashes.map((clash) => html`<p class="notice is-error" key=${clash.key}>${describeClash(clash)}</p>`)}</div>
    <p class="is-error" role="alert">${problem}</p>
    <input class="keys-search" type="search" placeholder="Search" aria-label="Search the commands" value=${asked} onInput=${(/** @type {Event} */ event) => setAsked(/** @type {HTMLInputElement} */ (event.currentTarget).value)} />
    <table class="keys-table">
      <thead><tr><th>Command</th>${PLACES.map((place) => html`<th>${PLACE_NAMES[place][0].toUpperCase() + PLACE_NAMES[place].slice(1)}</th>`)}<th><span class="unseen">Reset</span></th></tr></thead>
      <tbody>${shown.map((command) => html`<tr key=${command.id}>
        <th scope="row">${command.title}<br /><span class="quiet">${command.group}</span></th>
        ${PLACES.map((place) => html`<td><${Keys} command=${command} place=${place} keys=${keysOf(command, keymap)[place]} clashes=${clashes} set=${(/** @type {string[]} */ keys) => setKeys(command, place, keys)} /></td>`)}
        <td>${settings.keys[command.id] && html`<button class="link" aria-label=${`Reset the keys of ${command.title}`} onClick=${() => reset(command.id)}>Reset</button>`}</td>
      </tr>`)}</tbody>
    </table>`;
}

/** @param {{command: Command, place: Place, keys: string[], clashes: ReturnType<typeof findClashes>, set: (keys: string[]) => void}} props */
function Keys({ command, place, keys, clashes, set }) {
  const [isOpen, setOpen] = useState(false);
  const [problem, setProblem] = useState("");
  const clashing = new Set(clashes.filter(({ ids }) => ids.includes(command.id)).map(({ key }) => key));
  const take = (/** @type {string} */ key, /** @type {string} */ text) => {
    const reason = !key || (text && place !== "plainKeys") ? "In a text field this key types a character. Choose another." : refusalOf(key, place, IS_MAC);
    setProblem(reason ? `${text || keyLabel(key, IS_MAC)}: ${reason}` : "");
    if (reason) return;
    setOpen(false);
    if (!keys.some((one) => normalizeKey(one, IS_MAC) === key)) set([...keys, key]);
  };
  return html`
    ${keys.map((key) => html`<span class=${`key-chip${clashing.has(normalizeKey(key, IS_MAC)) ? " is-error" : ""}`} key=${key}><kbd>${keyLabel(key, IS_MAC)}</kbd>
      <button class="icon-button" aria-label=${`Take ${keyLabel(key, IS_MAC)} away from ${command.title}, ${PLACE_NAMES[place]}`} onClick=${() => set(keys.filter((one) => one !== key))}>×</button></span>`)}
    ${isOpen
      ? html`<${Recorder} label=${command.title} take=${take} stop=${() => (setOpen(false), setProblem(""))} />`
      : html`<button class="icon-button" aria-label=${`Add a key to ${command.title}, ${PLACE_NAMES[place]}`} onClick=${() => setOpen(true)}>+</button>`}
    ${problem && html`<span class="is-error" role="alert">${problem}</span>`}`;
}

/**
 * Records the next key press; a click elsewhere cancels.
 * @param {{label: string, take: (key: string, text: string) => void, stop: () => void}} props `text`: what the key types in a text
 */
function Recorder({ label, take, stop }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (isComposition(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const key = keyOfEvent(event, { isMac: IS_MAC, isLatin: keyboardIsLatin() });
    const text = typesText(event, IS_MAC) && (event.altKey || event.getModifierState("AltGraph")) ? pressedKey(event) : "";
    if (key || text) take(key ?? "", text);
  };
  return html`<input class="recorder" ref=${field} readonly aria-label=${`Press the new key for ${label}; click elsewhere to cancel`} value="Press a key…" onKeyDown=${press} onBlur=${stop} />`;
}

/** @param {ReturnType<typeof findClashes>[number]} clash */
function describeClash({ key, place, ids }) {
  const titles = ids.map((id) => `“${COMMANDS.find((command) => command.id === id)?.title}”`).join(" and ");
  return `${keyLabel(key, IS_MAC)} has two commands ${PLACE_NAMES[place]}: ${titles}. Only the first one runs; remove the key from one of them.`;
}

/** @param {string} text */
function save(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "transcribe-keys.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
