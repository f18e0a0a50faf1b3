/** The menu of speakers at a segment: choose, add, rename, remove. */

import { html } from "htm/preact";
import { render } from "preact";

import { giveBackFocusOf } from "../ui/caret-memory.js";
import { isTagged } from "../../core/document/operations.js";
import { namesake } from "../../core/speakers/speaker-edits.js";
import { keepComposition, plainKey, pressedKey } from "../../core/base/key-press.js";
import { typesText } from "../../core/commands/key-events.js";
import { IS_MAC } from "../ui/key-labels.js";
import { showPopover } from "../ui/overlays.js";

const N_COLOURS = 8;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {(title: string, value: string, onDone: (name: string) => void) => void} options.askName
 * @param {(segmentId: number) => number[]} options.idsAt the segments that a choice at a segment is for
 */
export function createSpeakerMenu(scope, { store, askName, idsAt }) {
  const menu = document.createElement("div");
  menu.className = "menu speaker-menu";
  menu.popover = "auto"; // Escape and a click outside close it
  document.body.append(menu);
  const { keep, close } = giveBackFocusOf(scope, menu);

  const choose = (/** @type {number} */ segmentId, /** @type {string | null} */ speaker) => {
    close();
    store.apply(idsAt(segmentId).map((id) => ({ op: "set_speaker", id, speaker })));
  };
  const add = (/** @type {number} */ segmentId, /** @type {string} */ name) => {
    const same = namesake(store.transcript.peek().speakers, "", name);
    if (same) return choose(segmentId, same.id); // a name that is there is that speaker, not a second one
    const id = store.newSpeakerId();
    close();
    store.apply([
      { op: "add_speaker", speaker: { id, name } },
      ...idsAt(segmentId).map((one) => /** @type {const} */ ({ op: "set_speaker", id: one, speaker: id })),
    ]);
  };
  const rename = (/** @type {{id: string, name: string}} */ speaker) => {
    close();
    askName("Rename the speaker", speaker.name, (name) => store.apply([{ op: "rename_speaker", id: speaker.id, name }]));
  };
  const remove = (/** @type {string} */ id) => {
    store.apply([{ op: "remove_speaker", id }]);
    close();
  };

  scope.listen(menu, "toggle", (/** @type {ToggleEvent} */ event) => {
    if (event.newState !== "open") render(null, menu);
  });
  scope.listen(menu, "keydown", keepComposition);
  scope.listen(menu, "keydown", (/** @type {KeyboardEvent} */ event) => onKey(menu, event));
  scope.add(() => menu.remove());

  return {
    /**
     * @param {number} segmentId
     * @param {HTMLElement} anchor
     */
    open(segmentId, anchor) {
      const transcript = store.transcript.peek();
      const segment = transcript.segment(segmentId);
      if (!segment) return;
      keep();
      render(
        html`<div role="dialog" aria-label="Speaker">
          ${transcript.speakers.map(
            (speaker, i) => html`<div class="menu-row" key=${speaker.id}>
              <button
                class="menu-item"
                role="radio"
                aria-checked=${speaker.id === segment.speaker}
                onClick=${() => choose(segmentId, speaker.id)}
              >
                <span class="swatch" data-colour=${(i % N_COLOURS) + 1}></span>
                <span class="menu-label">${speaker.name || speaker.id}</span>
                ${i < 9 && html`<kbd>${i + 1}</kbd>`}
              </button>
              <button class="icon-button" title="Rename" aria-label=${`Rename ${speaker.name}`} onClick=${() => rename(speaker)}>✎</button>
              ${!isTagged(transcript, speaker.id) &&
              html`<button class="icon-button" title="Remove" aria-label=${`Remove ${speaker.name}`} onClick=${() => remove(speaker.id)}>×</button>`}
            </div>`,
          )}
          <button class="menu-item" role="radio" aria-checked=${segment.speaker === null} onClick=${() => choose(segmentId, null)}>
            <span class="swatch"></span><span class="menu-label">No speaker</span>
          </button>
          <${NewSpeaker} add=${(/** @type {string} */ name) => add(segmentId, name)} />
        </div>`,
        menu,
      );
      showPopover(menu);
      placeBelow(menu, anchor);
      const first = transcript.speakers.length ? '[aria-checked="true"]' : "input";
      /** @type {HTMLElement | null} */ (menu.querySelector(first))?.focus();
    },
  };
}

/**
 * Arrow keys move, digits choose, and a letter begins a new speaker's name.
 *
 * @param {HTMLElement} menu
 * @param {KeyboardEvent} event
 */
function onKey(menu, event) {
  const buttons = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("button.menu-item, input")]);
  const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (pressedKey(event) === "ArrowDown") buttons[(at + 1) % buttons.length]?.focus();
  else if (pressedKey(event) === "ArrowUp") buttons[(at - 1 + buttons.length) % buttons.length]?.focus();
  else if (/^[1-9]$/.test(plainKey(event)) && document.activeElement?.tagName !== "INPUT") buttons[Number(plainKey(event)) - 1]?.click();
  else {
    // A letter starts a new speaker's name without moving to the field first.
    const key = pressedKey(event);
    if (key && key !== " " && typesText(event, IS_MAC)) menu.querySelector("input")?.focus();
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Below the anchor, or above it where there is no room.
 *
 * @param {HTMLElement} menu
 * @param {HTMLElement} anchor
 */
function placeBelow(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(box.left, innerWidth - menu.offsetWidth - 4))}px`;
  const below = box.bottom + 4;
  menu.style.top = `${below + menu.offsetHeight > innerHeight ? Math.max(4, box.top - menu.offsetHeight - 4) : below}px`;
}

/** @param {{add: (name: string) => void}} props */
function NewSpeaker({ add }) {
  return html`<form
    class="menu-form"
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const name = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("name")).trim();
      if (name) add(name);
    }}
  >
    <input name="name" placeholder="New speaker" aria-label="Name of a new speaker" maxlength="100" />
    <button class="button">Add</button>
  </form>`;
}
