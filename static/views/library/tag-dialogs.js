/** Tags of one recording, and tags that many recordings get or lose. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { pressedKey } from "../../core/base/key-press.js";
import { suggestTags } from "../../core/library/tag-search.js";
import { openDialog } from "../ui/dialogs.js";
import { count } from "../ui/format.js";

/** @typedef {import("./list-state.js").KnownTags} KnownTags */

const MOST_CHARS = 100; // of a tag, as on the server

/**
 * Edit the tags of one recording.
 *
 * @param {object} question
 * @param {string} question.title of the recording
 * @param {readonly string[]} question.tags
 * @param {KnownTags} question.known tags of the library
 * @param {(tags: string[]) => void} question.onDone
 */
export function askTags({ title, tags, known, onDone }) {
  let now = [...tags];
  const { redraw } = openDialog(`Tags of “${title}”`, (close) => html`<${TagForm} action="Save" onDone=${() => (close(), onDone(now))}>
    <${TagField} label="Tags" tags=${now} known=${known} isFirst=${true} change=${(/** @type {string[]} */ next) => (now = next, redraw())} />
    <p class="hint">Folders within a tag are separated by a slash, for example interviews/anna.</p>
  <//>`);
}

/**
 * Ask which tags many recordings get and lose.
 *
 * @param {object} question
 * @param {number} question.n recordings
 * @param {KnownTags} question.known
 * @param {(changes: {add: string[], remove: string[]}) => void} question.onDone
 */
export function askTagChanges({ n, known, onDone }) {
  let [add, remove] = [/** @type {string[]} */ ([]), /** @type {string[]} */ ([])];
  const { redraw } = openDialog(`Tags of ${count(n, "recording")}`, (close) => html`<${TagForm} action="Change the tags" onDone=${() => {
    close();
    if (add.length || remove.length) onDone({ add, remove });
  }}>
    <${TagField} label="Add" tags=${add} known=${known} isFirst=${true} change=${(/** @type {string[]} */ next) => (add = next, redraw())} />
    <${TagField} label="Remove" tags=${remove} known=${known} isFirst=${false} change=${(/** @type {string[]} */ next) => (remove = next, redraw())} />
  <//>`);
}

/**
 * A form whose button also takes the words that stand in its fields and were not added yet.
 *
 * @param {{action: string, onDone: () => void, children?: import("preact").ComponentChildren}} props
 */
function TagForm({ action, onDone, children }) {
  return html`<form
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.target);
      for (const input of form.querySelectorAll("input")) input.dispatchEvent(new Event("change"));
      onDone();
    }}
  >${children}<p class="dialog-actions"><button class="button is-main">${action}</button></p></form>`;
}

/**
 * A field for a tag. It suggests those of the library that contain what is typed.
 *
 * @param {{id: string, known: KnownTags, without: readonly string[]} & Record<string, unknown>} props `id` of the suggestions; others are attributes
 */
export function TagInput({ id, known, without, ...attributes }) {
  const [typed, setTyped] = useState("");
  const [tags, setTags] = useState(/** @type {readonly string[] | null} */ (null));
  const read = () => void (tags ?? known.readAll().then(setTags));
  return html`<input ...${attributes} list=${id} dir="auto" onFocus=${read} onInput=${(/** @type {InputEvent} */ event) => (read(), setTyped(/** @type {HTMLInputElement} */ (event.target).value))} onBlur=${() => (setTyped(""), setTags(null))} />
    <datalist id=${id}>${suggestTags(tags ?? known.some, typed, without).map((tag) => html`<option key=${tag} value=${tag}></option>`)}</datalist>`;
}

/** @param {{label: string, tags: readonly string[], known: KnownTags, isFirst: boolean, change: (tags: string[]) => void}} props */
function TagField({ label, tags, known, isFirst, change }) {
  const id = `tags-${label.toLowerCase()}`;
  const add = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const tag = input.value.trim();
    input.value = "";
    if (tag && !tags.includes(tag)) change([...tags, tag]);
  };
  const addWithEnter = (/** @type {KeyboardEvent} */ event) => {
    if (pressedKey(event) !== "Enter" || !(/** @type {HTMLInputElement} */ (event.target).value.trim())) return;
    event.preventDefault(); // Enter in an empty field sends the form
    add(event);
  };
  return html`<div class="tag-field">
    <label class="field">${label}
      <${TagInput} id=${id} known=${known} without=${tags} maxlength=${MOST_CHARS} autofocus=${isFirst} onChange=${add} onKeyDown=${addWithEnter} placeholder="Type a tag, Enter adds it" />
    </label>
    <p class="tag-list">${tags.map((tag) => html`<button key=${tag} type="button" class="tag is-on" aria-label=${`Take ${tag} out`} onClick=${() => change(tags.filter((one) => one !== tag))}>${tag} <span aria-hidden="true">×</span></button>`)}</p>
  </div>`;
}
