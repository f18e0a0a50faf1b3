/** Voices that the recording's collection knows: names for speakers that nobody has named, and the list of voices. */

import { html } from "htm/preact";
import { signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";

import { formatClock } from "../../core/base/clock.js";
import { messageOf } from "../../core/base/errors.js";
import { pressedKey } from "../../core/base/key-press.js";
import { openDialog } from "../ui/dialogs.js";
import { count } from "../ui/format.js";

/** @typedef {import("../../core/sync/api-types.js").KnownVoice} KnownVoice */
/** @typedef {import("../../core/sync/api-types.js").SpeakerNames} SpeakerNames */

/** The address of the part of a recording that has a voice. @param {KnownVoice} voice */
const placeOf = (voice) => `/api/v1/media/${voice.media}/stream#t=${voice.start},${voice.end}`;

/**
 * @param {object} editor
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 */
export function createKnownVoices({ mediaId, api, store, player, toasts }) {
  const found = signal(/** @type {SpeakerNames | null} */ (null));
  const sound = new Audio();
  const read = async () => {
    await store.whenSaved();
    found.value = await api.speakerNames(mediaId).catch(() => null); // no names are shown; asked again when the panel changes
  };
  const doing = async (/** @type {() => Promise<string>} */ work) => {
    try {
      const text = await work();
      if (text) toasts.show({ text, kind: "success" });
      await read();
    } catch (error) {
      toasts.fail(error, () => void doing(work));
    }
  };
  const play = (/** @type {KnownVoice} */ voice) => {
    player.pause();
    sound.src = placeOf(voice);
    void sound.play().catch(() => toasts.show({ text: `The recording with the voice of ${voice.name} cannot be played.`, kind: "error" }));
  };
  const openList = () =>
    void openVoices({ project: found.peek()?.project ?? null, api, play, onClose: () => void read(), doing }).catch((error) => toasts.fail(error, openList));
  return {
    found,
    read,
    play,
    /** Take the name of a voice for a speaker. */
    useName: (/** @type {string} */ id, /** @type {string} */ name) => void (store.apply([{ op: "rename_speaker", id, name }]) && read()),
    keep: (/** @type {string} */ speaker) =>
      void doing(async () => {
        await store.whenSaved();
        const kept = await api.keepVoice(mediaId, speaker);
        return `The voice of ${kept.name} is kept in the collection.`;
      }),
    openList,
  };
}

/**
 * The dialog with the voices of a collection.
 *
 * @param {{project: string | null, api: import("../../core/sync/api.js").Api, play: (voice: KnownVoice) => void, onClose: () => void, doing: (work: () => Promise<string>) => Promise<void>}} parts
 */
async function openVoices({ project, api, play, onClose, doing }) {
  if (project === null) return;
  let known = await api.knownVoices(project);
  let problem = "";
  const change = (/** @type {() => Promise<string>} */ work) =>
    doing(async () => {
      problem = "";
      const told = await work().catch((error) => ((problem = messageOf(error)), "")); // in the dialog: it covers toasts
      known = await api.knownVoices(project);
      dialog.redraw();
      return told;
    });
  const turn = (/** @type {boolean} */ isOn) => change(() => api.turnVoices(project, isOn).then(() => ""));
  const rename = (/** @type {KnownVoice} */ voice, /** @type {string} */ name) => change(() => api.renameVoice(project, voice.id, name).then(() => ""));
  const forget = (/** @type {KnownVoice} */ voice) => change(async () => `The voice of ${(await api.forgetVoice(project, voice.id)).name} was deleted. Backups that were made before still have it.`);
  const dialog = openDialog("Known voices of the collection", () => html`<${VoiceList} ...${{ known, problem, play, turn, rename, forget }} />`, { onClose });
}

/** @typedef {{known: import("../../core/sync/api-types.js").KnownVoices, problem: string, play: (voice: KnownVoice) => void, turn: (isOn: boolean) => Promise<void>, rename: (voice: KnownVoice, name: string) => Promise<void>, forget: (voice: KnownVoice) => Promise<void>}} ListProps */

/** @param {ListProps} props */
function VoiceList({ known, problem, play, turn, rename, forget }) {
  const { voices, is_on: isOn } = known;
  const [isEnding, setEnding] = useState(false);
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const choose = (/** @type {Event} */ event) => {
    const wanted = /** @type {HTMLInputElement} */ (event.target).checked;
    const isAsked = !wanted && voices.length > 0;
    setEnding(isAsked);
    if (isAsked) /** @type {HTMLInputElement} */ (event.target).checked = true; // until it is confirmed
    else void turn(wanted);
  };
  const end = (/** @type {boolean} */ isWanted) => {
    setEnding(false);
    box.current?.focus();
    if (isWanted) void turn(false);
  };
  const remove = (/** @type {KnownVoice} */ voice, /** @type {Event} */ event) => {
    const row = /** @type {HTMLElement} */ (event.target).closest("li");
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    const button = /** @type {HTMLElement | null | undefined} */ (next?.querySelector("button.link"));
    void forget(voice).then(() => (button ?? box.current)?.focus());
  };
  return html`<p>
      A kept voice suggests its name in other recordings of the collection. A voice identifies a person: ask the
      speakers before. It is in no export, and goes when its recording is erased.
    </p>
    <label class="check"><input type="checkbox" ref=${box} checked=${isOn} onChange=${choose} /> This collection keeps voices</label>
    ${isEnding && voices.length > 0 && html`<div class="known-voices-end" role="alert">
      <p>Turning it off deletes ${count(voices.length, "voice")} for good.</p>
      <button class="button" onClick=${() => end(true)}>Turn off and delete</button> <button class="link" onClick=${() => end(false)}>Cancel</button>
    </div>`}
    ${problem && html`<p class="is-error" role="alert">${problem}</p>`}
    ${isOn && !voices.length && html`<p class="hint">None yet. In the panel of speakers, <b>Keep voice</b> adds a speaker with a name.</p>`}
    <ul class="known-voices" aria-label="Known voices">
      ${voices.map((voice) => html`<${VoiceRow} key=${voice.id} ...${{ voice, play, rename, remove }} />`)}
    </ul>`;
}

/**
 * A voice of the list. `Enter` and leaving the field change the name; `Escape` takes back what was typed, and only then closes the dialog.
 *
 * @param {{voice: KnownVoice, play: (voice: KnownVoice) => void, rename: (voice: KnownVoice, name: string) => Promise<void>, remove: (voice: KnownVoice, event: Event) => void}} props
 */
function VoiceRow({ voice, play, rename, remove }) {
  const take = (/** @type {Event} */ event) => {
    const typed = /** @type {HTMLInputElement} */ (event.target).value;
    if (typed !== voice.name) void rename(voice, typed);
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (pressedKey(event) !== "Escape" || input.value === voice.name) return;
    event.preventDefault();
    input.value = voice.name;
  };
  return html`<li>
        <button class="button" aria-label=${`Listen to ${voice.name}`} onClick=${() => play(voice)}>▶ ${formatClock(Math.round(voice.start * 1000))}</button>
        <input aria-label=${`Name of the voice of ${voice.name}`} maxlength="100" autocomplete="off" value=${voice.name}
          onChange=${take} onKeyDown=${onKey} />
        <a class="link" href=${`/media/${voice.media}?t=${voice.start}`}>Recording</a>
        <button class="link" aria-label=${`Delete the voice of ${voice.name}`} onClick=${(/** @type {Event} */ event) => remove(voice, event)}>Delete</button>
      </li>`;
}

/**
 * The name that a known voice suggests for a speaker, in the panel.
 *
 * @param {{speaker: string, name: string, known: SpeakerNames | null, actions: {useName: (speaker: string, name: string) => void, play: (voice: KnownVoice) => void}}} props
 */
export function SuggestedName({ speaker, name, known, actions }) {
  const found = known?.names.find((one) => one.speaker === speaker);
  if (!found) return null;
  const { voice, confidence } = found;
  const use = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLElement} */ (event.target).closest("li")?.querySelector("input");
    actions.useName(speaker, voice.name);
    input?.focus(); // the button goes
  };
  return html`<div class="speaker-places" role="group" aria-label=${`A name for ${name}`}>
    <span>${voice.name}? ${Math.round(confidence * 100)} %</span>
    <button class="button" aria-label=${`Listen to the known voice of ${voice.name}`} onClick=${() => actions.play(voice)}>▶ known voice</button>
    <button class="button" aria-label=${`Call ${name} ${voice.name}`} onClick=${use}>Use the name</button>
  </div>`;
}

/**
 * The button that keeps the voice of a speaker with a name, in the panel.
 *
 * @param {{speaker: string, name: string, known: SpeakerNames | null, keep: (speaker: string) => void}} props
 */
export function KeepVoice({ speaker, name, known, keep }) {
  if (!known?.can_keep.includes(speaker)) return null;
  const isKept = known.kept.includes(speaker);
  const what = isKept ? `Replace the kept voice of ${name} with the one in this recording` : `Keep the voice of ${name} in the collection`;
  return html`<button class="link" aria-label=${what} title=${what} onClick=${() => keep(speaker)}>${isKept ? "✓ Voice kept" : "Keep voice"}</button>`;
}
