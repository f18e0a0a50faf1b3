/** How the speakers look in their panel. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { count } from "../ui/format.js";
import { KeepVoice, SuggestedName } from "./known-voices.js";

/** @typedef {import("../../core/speakers/figures.js").SpeakerFigures} Figures */
/** @typedef {Figures & {id: string}} Speaker */
/** @typedef {import("../../core/document/operations.js").Segment} Segment */

const N_COLOURS = 8;

/**
 * @typedef {object} Divided
 * @property {string} speaker
 * @property {readonly ReturnType<typeof import("../../core/speakers/figures.js").halfFigures>[]} halves two of them
 * @property {boolean} isAlike both sound so alike that they may be one person
 */

/**
 * @typedef {object} View
 * @property {readonly Figures[]} figures
 * @property {ReadonlyMap<string, string>} typed names that are being typed, by the speaker's id
 * @property {string | null} merging the speaker whose target is being chosen
 * @property {Divided | null} divided the speaker that is being split, by voice
 * @property {boolean} isCountUnsure how many speakers there are is a guess
 * @property {import("../../core/sync/api-types.js").SpeakerNames | null} known what the voices of the collection say
 * @property {(index: number) => string} keyOf the key that gives the speaker to a segment
 */

/**
 * @typedef {object} PanelActions
 * @property {(speaker: string) => void} assign to the selected segments
 * @property {(speaker: string, name: string) => void} type
 * @property {(speaker: string) => void} rename to what was typed
 * @property {(event: KeyboardEvent, speaker: string) => void} onKey in a name
 * @property {(segment: Segment) => void} listen
 * @property {(speaker: string | null) => void} chooseTarget
 * @property {(from: string, to: string) => void} merge
 * @property {(speaker: string) => void} remove
 * @property {(speaker: string) => void} divide show two halves by voice
 * @property {(isWanted: boolean) => void} endDivision
 * @property {(name: string) => void} add
 * @property {(speaker: string, name: string) => void} useName of a known voice
 * @property {(voice: import("../../core/sync/api-types.js").KnownVoice) => void} play
 * @property {(speaker: string) => void} keep the voice in the collection
 * @property {() => void} openList of known voices
 * @property {() => void} find
 * @property {() => void} close
 */

/** @param {{view: View, actions: PanelActions}} props */
export function SpeakerPanelView({ view, actions }) {
  const speakers = /** @type {Speaker[]} */ (view.figures.filter(({ id }) => id !== null));
  const nobody = view.figures.find(({ id }) => id === null);
  return html`<header class="history-head">
      <h2>Speakers</h2>
      <button class="icon-button" aria-label="Close the speakers" title="Close" onClick=${actions.close}>×</button>
    </header>
    <p class="history-note">${summary(speakers, nobody)} <button class="link" onClick=${actions.find}>Find who speaks…</button></p>
    ${view.isCountUnsure && html`<p class="history-note speaker-guess">The number of speakers is a guess. If you know it, <button class="link" onClick=${actions.find}>give the number…</button></p>`}
    <div class="history-body">
      <ul class="history-list" aria-label="Speakers">
        ${speakers.map((speaker, index) => html`<${SpeakerEntry} key=${speaker.id} ...${{ speaker, speakers, index, view, actions }} />`)}
        ${nobody && html`<li class="history-entry speaker-entry" key="nobody">
          <div class="speaker-head"><span class="speaker-number" aria-hidden="true">–</span><b>No speaker</b></div>
          <${SpeechFigures} figures=${nobody} />
          <div class="speaker-places"><${Places} figures=${nobody} name="a segment without a speaker" listen=${actions.listen} /></div>
        </li>`}
      </ul>
      <${NewSpeaker} add=${actions.add} />
      ${view.known?.project && html`<p class="history-note"><button class="link" onClick=${actions.openList}>Known voices of the collection…</button></p>`}
    </div>`;
}

/**
 * @param {readonly Speaker[]} speakers
 * @param {Figures | undefined} nobody
 */
function summary(speakers, nobody) {
  const without = nobody ? `, ${count(nobody.nSegments, "segment")} without one` : "";
  return `${speakers.length ? count(speakers.length, "speaker") : "No speakers yet"}${without}.`;
}

/** @param {{speaker: Speaker, speakers: readonly Speaker[], index: number, view: View, actions: PanelActions}} props */
function SpeakerEntry({ speaker, speakers, index, view, actions }) {
  const { id, name } = speaker;
  const key = view.keyOf(index);
  const isMerging = view.merging === id;
  const divided = view.divided?.speaker === id ? view.divided : null;
  return html`<li class="history-entry speaker-entry" data-speaker=${id} data-colour=${(index % N_COLOURS) + 1}>
    <div class="speaker-head">
      <button class="speaker-number" onClick=${() => actions.assign(id)}
        aria-label=${`Give the selected segment to ${name}`} aria-keyshortcuts=${key.replace("Ctrl", "Control")}
        title=${`Give the selected segment to ${name}${key ? ` (${key})` : ""}`}>${index + 1}</button>
      <input class="speaker-name" aria-label=${`Name of speaker ${index + 1}`} aria-describedby=${`speaker-figures-${id}`} maxlength="100" autocomplete="off"
        value=${view.typed.get(id) ?? name}
        onFocus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}
        onInput=${(/** @type {InputEvent} */ event) => actions.type(id, /** @type {HTMLInputElement} */ (event.target).value)}
        onBlur=${() => actions.rename(id)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => actions.onKey(event, id)} />
      ${key && html`<kbd aria-hidden="true">${key}</kbd>`}
    </div>
    <${SpeechFigures} figures=${speaker} />
    <${SuggestedName} speaker=${id} name=${name} known=${view.known} actions=${actions} />
    <div class="speaker-places" hidden=${isMerging || divided !== null}>
      <${Places} figures=${speaker} name=${name} listen=${actions.listen} />
      ${speakers.length > 1 && html`<button class="link" aria-label=${`Merge ${name} into another speaker`} onClick=${() => actions.chooseTarget(id)}>Merge…</button>`}
      <button class="link" aria-label=${`Split ${name} by voice`} onClick=${() => actions.divide(id)}>Split…</button>
      <${KeepVoice} speaker=${id} name=${name} known=${view.known} keep=${actions.keep} />
      <button class="link" aria-label=${`Remove ${name}`} title=${speaker.nSegments ? `${count(speaker.nSegments, "segment")} will have no speaker` : ""} onClick=${() => actions.remove(id)}>Remove</button>
    </div>
    ${divided && html`<${Halves} ...${{ divided, name, actions }} />`}
    ${isMerging && html`<${Targets} ...${{ speaker, speakers, actions }} />`}
  </li>`;
}

/** Time, share and turns. @param {{figures: Figures}} props */
function SpeechFigures({ figures: { id, ms, share, nTurns } }) {
  return html`<div class="speaker-figures" id=${`speaker-figures-${id ?? "nobody"}`}>
    <span class="speaker-share" aria-hidden="true"><span style=${{ width: `${share * 100}%` }}></span></span>
    <span>${formatClock(ms)} of speech, ${Math.round(share * 100)} %, ${count(nTurns, "turn")}</span>
  </div>`;
}

/** Places to listen to. @param {{figures: Pick<Figures, "places">, name: string, listen: (segment: Segment) => void}} props */
function Places({ figures: { places }, name, listen }) {
  return html`<div class="speaker-listen" role="group" aria-label=${`Listen to ${name}`}>
    ${places.map((segment) => html`<button class="button" key=${segment.id} aria-label=${`Listen to ${name} at ${formatClock(segment.startMs)}`} onClick=${() => listen(segment)}>▶ ${formatClock(segment.startMs)}</button>`)}
  </div>`;
}

/** Two halves of a speaker by voice. @param {{divided: Divided, name: string, actions: PanelActions}} props */
function Halves({ divided: { speaker, halves, isAlike }, name, actions }) {
  return html`<div class="speaker-halves" role="group" aria-label=${`${name} in two halves by voice`}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => actions.onKey(event, speaker)}>
    ${isAlike && html`<p>Both sound alike: they may be one person.</p>`}
    ${halves.map((half, n) => html`<div class="speaker-places" key=${n}>
      <span>${n + 1}. ${formatClock(half.ms)}, ${count(half.nSegments, "segment")}</span>
      <${Places} figures=${half} name=${`half ${n + 1}`} listen=${actions.listen} />
    </div>`)}
    <div class="speaker-places">
      <button class="button is-main" onClick=${() => actions.endDivision(true)}>Make the second half a new speaker</button>
      <button class="link" onClick=${() => actions.endDivision(false)}>Cancel</button>
    </div>
  </div>`;
}

/** The speakers that one can be merged into. @param {{speaker: Speaker, speakers: readonly Speaker[], actions: PanelActions}} props */
function Targets({ speaker, speakers, actions }) {
  return html`<div class="speaker-targets" role="group" aria-label=${`Merge ${speaker.name} into`}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => actions.onKey(event, speaker.id)}>
    <span>Merge into</span>
    ${speakers.map((other, index) => other.id !== speaker.id && html`<button class="button" key=${other.id} onClick=${() => actions.merge(speaker.id, other.id)}>
      <span class="swatch" data-colour=${(index % N_COLOURS) + 1}></span>${other.name}
    </button>`)}
    <button class="link" onClick=${() => actions.chooseTarget(null)}>Cancel</button>
  </div>`;
}

/** @param {{add: (name: string) => void}} props */
function NewSpeaker({ add }) {
  return html`<form class="speaker-new" onSubmit=${(/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const name = String(new FormData(form).get("name")).trim();
    if (!name) return;
    form.reset();
    add(name);
  }}>
    <input name="name" placeholder="New speaker" aria-label="Name of a new speaker" maxlength="100" autocomplete="off" />
    <button class="button">Add</button>
  </form>`;
}
