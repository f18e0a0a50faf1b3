/** Voices that the recording's collection knows: names for speakers that nobody has named, and the list of voices. */

import { html } from "htm/preact";
import { signal } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { pressedKey } from "../../core/base/key-press.js";
import { openDialog } from "../ui/dialogs.js";

/** @typedef {import("../../core/sync/api-types.js").KnownVoice} KnownVoice */
/** @typedef {import("../../core/sync/api-types.js").SpeakerNames} SpeakerNames */

/** Where a voice can be heard. @param {KnownVoice} voice */
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
    void sound.play().catch(() => toasts.show({ text: `The recording in which ${voice.name} was heard cannot be played.`, kind: "error" }));
  };
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
    openList: () => void openVoices({ project: found.peek()?.project ?? null, api, play, onClose: () => void read(), doing }),
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
  const change = (/** @type {() => Promise<string>} */ work) =>
    void doing(async () => {
      try {
        return await work();
      } finally {
        known = await api.knownVoices(project);
        dialog.redraw();
      }
    });
  const turn = (/** @type {boolean} */ isOn) => change(() => api.turnVoices(project, isOn).then(() => ""));
  const rename = (/** @type {KnownVoice} */ voice, /** @type {string} */ name) => change(() => api.renameVoice(project, voice.id, name).then(() => ""));
  const forget = (/** @type {KnownVoice} */ voice) => change(async () => `The voice of ${(await api.forgetVoice(project, voice.id)).name} was deleted. Backups that were made before still have it.`);
  const dialog = openDialog("Known voices of the collection", () => html`<${VoiceList} ...${{ known, play, turn, rename, forget }} />`, { onClose });
}

/** @param {{known: import("../../core/sync/api-types.js").KnownVoices, play: (voice: KnownVoice) => void, turn: (isOn: boolean) => void, rename: (voice: KnownVoice, name: string) => void, forget: (voice: KnownVoice) => void}} props */
function VoiceList({ known, play, turn, rename, forget }) {
  const { voices, is_on: isOn } = known;
  return html`<p>
      A kept voice suggests its name in other recordings of the collection. A voice identifies a person: ask the
      speakers before. It is in no export, and goes when its recording is erased.
    </p>
    <label class="field is-inline"><input type="checkbox" checked=${isOn} onChange=${(/** @type {Event} */ event) => turn(/** @type {HTMLInputElement} */ (event.target).checked)} /> This collection keeps voices${voices.length ? "; turning it off deletes all of them" : ""}</label>
    ${isOn && !voices.length && html`<p class="hint">None yet. In the panel of speakers, <b>Keep voice</b> adds a speaker with a name.</p>`}
    <ul class="known-voices" aria-label="Known voices">
      ${voices.map((voice) => html`<li key=${voice.id}>
        <button class="button" aria-label=${`Listen to ${voice.name}`} onClick=${() => play(voice)}>▶ ${formatClock(Math.round(voice.start * 1000))}</button>
        <input aria-label=${`Name of the voice of ${voice.name}`} maxlength="100" autocomplete="off" value=${voice.name}
          onChange=${(/** @type {Event} */ event) => rename(voice, /** @type {HTMLInputElement} */ (event.target).value)}
          onKeyDown=${(/** @type {KeyboardEvent} */ event) => void (pressedKey(event) === "Enter" && /** @type {HTMLInputElement} */ (event.target).blur())} />
        <a class="link" href=${`/media/${voice.media}?t=${voice.start}`}>Recording</a>
        <button class="link" aria-label=${`Delete the voice of ${voice.name}`} onClick=${() => forget(voice)}>Delete</button>
      </li>`)}
    </ul>`;
}

/**
 * What is known of a speaker's voice, in the panel.
 *
 * @param {{speaker: string, name: string, known: SpeakerNames | null, actions: {useName: (speaker: string, name: string) => void, play: (voice: KnownVoice) => void, keep: (speaker: string) => void}}} props
 */
export function KnownName({ speaker, name, known, actions }) {
  const found = known?.names.find((one) => one.speaker === speaker);
  if (found) {
    const { voice, confidence } = found;
    return html`<div class="speaker-places" role="group" aria-label=${`A name for ${name}`}>
      <span>${voice.name}? ${Math.round(confidence * 100)} %</span>
      <button class="button" aria-label=${`Listen to the known voice of ${voice.name}`} onClick=${() => actions.play(voice)}>▶ known voice</button>
      <button class="button" aria-label=${`Call ${name} ${voice.name}`} onClick=${() => actions.useName(speaker, voice.name)}>Use the name</button>
    </div>`;
  }
  return known?.can_keep.includes(speaker) ? html`<button class="link" aria-label=${`Keep the voice of ${name} in the collection`} onClick=${() => actions.keep(speaker)}>Keep voice</button>` : null;
}
