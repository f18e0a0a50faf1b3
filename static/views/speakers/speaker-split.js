/** Split one speaker by voice: two halves with places to listen to, and the second becomes a new speaker if a person says so. */

import { signal } from "@preact/signals";

import { halfFigures } from "../../core/speakers/figures.js";
import { nameBeside, splitSpeakerOps } from "../../core/speakers/speaker-edits.js";
import { count } from "../ui/format.js";

/** @typedef {import("./speaker-panel-view.js").Divided} Divided */

const ALIKE = 0.7; // cosine of two means: those of one person are above it in most recordings, those of two rarely

/**
 * @param {object} editor
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {() => void} editor.findSpeakers
 * @param {(id: string | null) => void} focusName
 */
export function createSpeakerSplit({ mediaId, api, store, toasts, findSpeakers }, focusName) {
  const divided = signal(/** @type {(Divided & {second: readonly number[]}) | null} */ (null));
  const nameOf = (/** @type {string} */ id) => store.transcript.peek().speaker(id)?.name || id;
  const divide = async (/** @type {string} */ speaker) => {
    try {
      await store.whenSaved();
      const { state, first, second, likeness } = await api.speakerHalves(mediaId, speaker);
      if (state !== "ready") {
        return void toasts.show({ text: "The voices of this recording are not known yet. Find who speaks, then split.", action: { label: "Find who speaks…", run: findSpeakers } });
      }
      if (!second.length) return void toasts.show({ text: `${nameOf(speaker)} has no second voice: there are too few segments that nobody has tagged and that are long enough.` });
      const halves = [first, second].map((ids) => halfFigures(store.transcript.peek(), ids));
      divided.value = { speaker, halves, second, isAlike: (likeness ?? 0) > ALIKE };
    } catch (error) {
      toasts.fail(error, () => void divide(speaker));
    }
  };
  return {
    divided,
    divide,
    /** @param {boolean} isWanted whether the second half becomes a new speaker */
    endDivision(isWanted) {
      const now = divided.peek();
      divided.value = null;
      if (!now) return;
      const id = store.newSpeakerId();
      const ops = isWanted ? splitSpeakerOps(store.transcript.peek(), now.second, now.speaker, { id, name: nameBeside(store.transcript.peek().speakers, nameOf(now.speaker), id) }) : [];
      if (ops.length && store.apply(ops)) toasts.show({ text: `${count(ops.length - 1, "segment")} of ${nameOf(now.speaker)} moved to a new speaker.`, action: store.offerUndo() });
      focusName(ops.length ? id : now.speaker);
    },
  };
}
