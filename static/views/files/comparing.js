/** Compare the transcript with another one, and merge a file into it: the questions, the requests and the edits. */

import { differencesOf, keysOf, stillAsShown, takeOperations } from "../../core/editing/cue-differences.js";
import { readPlace } from "../ui/caret-memory.js";
import { count } from "../ui/format.js";
import { askComparison } from "./compare-choice.js";
import { openComparison } from "./compare-dialog.js";
import { openMerge } from "./merge-dialog.js";
import { pickFile } from "../ui/pick-files.js";

/** @typedef {import("../../core/editing/cue-differences.js").Compared} Compared */
/** @typedef {import("../../core/editing/cue-differences.js").Difference} Difference */

/**
 * @param {object} editor
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {{setSegment: (id: number | null, options?: {scroll?: boolean}) => void}} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {() => string} editor.author
 */
export function createComparing({ api, store, player, selection, toasts, author }) {
  const id = () => player.media.peek().id;
  const attempt = (/** @type {() => Promise<void>} */ run) => void run().catch((error) => toasts.fail(error, () => attempt(run)));

  const take = (/** @type {string} */ name, /** @type {readonly Difference[]} */ shown, /** @type {ReadonlySet<string>} */ taken) => {
    const transcript = store.transcript.peek();
    const current = stillAsShown(shown, transcript);
    const n = keysOf(current, null).filter((key) => taken.has(key)).length;
    const late = taken.size > n ? ` ${count(taken.size - n, "difference")} ${taken.size - n === 1 ? "was" : "were"} left out: the text here was changed or approved meanwhile. Compare again to see it.` : "";
    if (!n) return void toasts.show({ text: late.trim(), kind: "error" });
    if (!store.apply(takeOperations(transcript, current, taken, store.newId))) return; // the store has shown a message
    toasts.show({ text: `${count(n, "difference")} of ${name} ${n === 1 ? "was" : "were"} taken over.${late}`, kind: late ? "info" : "success", action: store.offerUndo() });
  };
  const compare = async (/** @type {() => Promise<Compared>} */ read) => {
    await store.whenSaved();
    const compared = await read();
    const transcript = store.transcript.peek();
    const differences = differencesOf(compared, transcript);
    const same = `${count(compared.same, "cue")} ${compared.same === 1 ? "is" : "are"} the same`;
    if (!differences.length) return void toasts.show({ text: `No difference from ${compared.name}: ${same}.`, kind: "success" });
    openComparison({
      name: compared.name, warnings: compared.warnings, nSame: compared.same, differences,
      speakerName: (speaker) => transcript.speaker(speaker)?.name || speaker || "",
      play: ({ startMs, endMs }) => player.playRange(startMs, endMs),
      onDone: (taken) => take(compared.name, differences, taken),
    });
  };
  const compareFile = (/** @type {File} */ file) => attempt(() => compare(() => api.compareFile(id(), file)));

  const mergeNow = async (/** @type {File} */ file, /** @type {import("../../core/sync/api.js").MergeOptions} */ options) => {
    await store.whenSaved();
    const done = await api.mergeFile(id(), file, { ...options, author: author() });
    await store.reload();
    const first = done.preview.find(({ change }) => change !== "kept");
    const segment = first && store.transcript.peek().segments.find(({ startMs }) => startMs >= Math.round(first.start * 1000));
    if (segment && !readPlace()) selection.setSegment(segment.id, { scroll: true }); // else the cursor stays at its words
    const told = [done.added && count(done.added, "new segment"), done.changed && count(done.changed, "new text")].filter(Boolean).join(", ");
    toasts.show({ text: `${file.name} was merged: ${told}.`, kind: "success", action: store.offerUndo({ edit: done.edit }) });
  };
  const mergeThis = (/** @type {File} */ file) => attempt(async () => {
    await store.whenSaved();
    openMerge({
      name: file.name,
      speakers: store.transcript.peek().speakers.map(({ id: speaker, name }) => name || speaker),
      read: (options) => api.mergeFile(id(), file, { ...options, preview: "1" }),
      onDone: (options) => attempt(() => mergeNow(file, options)),
    });
  });

  return {
    compareFile,
    mergeThis,
    compareWith: () => askComparison({ mediaId: id(), api, pickFile: () => pickFile(compareFile), compare: (name) => attempt(() => compare(() => api.compare(id(), name))) }),
    mergeFile: () => pickFile(mergeThis),
  };
}
