/**
 * Import of a transcript file. The file is read first without a change; where something has to be asked
 * (its encoding, its frame rate, what a plain text is cut into) a dialog shows what would be read.
 */

import { messageOf } from "../../core/base/errors.js";
import { openImportDialog } from "./import-dialog.js";
import { openImportResult } from "./import-result.js";
import { pickFile } from "../ui/pick-files.js";

/** @typedef {import("../../core/sync/api.js").ImportOptions} ImportOptions */
/** @typedef {import("../../core/sync/api-types.js").Answers["POST /media/{media_id}/import"]} Answer */

/**
 * @param {object} editor
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {() => void} editor.shiftTimes opens the dialog that shifts times
 */
export function createFileImport({ api, store, player, work, toasts, shiftTimes }) {
  const id = () => player.media.peek().id;

  const importNow = async (/** @type {File} */ file, /** @type {ImportOptions} */ options) => {
    await store.whenSaved();
    const done = await api.importFile(id(), file, file.name, options);
    await store.reload();
    const told = `${done.segments} segments were imported from ${file.name}.`;
    const undo = store.offerUndo({ edit: done.edit });
    toasts.show({ text: done.job ? `${told} Their times are estimates until the text is found in the audio.` : told, kind: "success", action: undo });
    if (done.job) work.follow(done.job, ({ job }) => sayWhatWasFound(toasts, job));
    if (done.warnings.length) openImportResult({ name: file.name, warnings: done.warnings, shiftTimes, undo });
  };

  const start = async (/** @type {File} */ file) => {
    const read = (/** @type {ImportOptions} */ options) => api.previewImport(id(), file, file.name, options);
    const first = await read({}).catch((error) => {
      if (error?.status !== 422 && error?.status !== 400) throw error;
      return messageOf(error);
    });
    if (typeof first !== "string" && !mustAsk(first)) return importNow(file, {});
    const { encodings } = await api.formats();
    openImportDialog({ name: file.name, first, encodings, read, onDone: (options) => attempt(() => importNow(file, options)) });
  };
  const attempt = (/** @type {() => Promise<void>} */ run) => void run().catch((error) => toasts.fail(error, () => attempt(run)));

  const importThis = (/** @type {File} */ file) => attempt(() => start(file));
  return { importThis, importFile: () => pickFile(importThis) };
}

/**
 * Whether a person has to look at what was read: letters may be wrong, or there are no times.
 * @param {Answer} read
 */
export function mustAsk(read) {
  const isUnicode = read.encoding.startsWith("utf");
  return !isUnicode || read.has_times === false || read.warnings.some((warning) => warning.includes("\ufffd"));
}

/**
 * @param {import("../ui/toasts.js").Toasts} toasts
 * @param {import("../../core/sync/jobs.js").Job} job
 */
function sayWhatWasFound(toasts, job) {
  if (job.state === "failed") toasts.show({ text: job.error ?? "The text could not be found in the audio.", kind: "error" });
  else if (job.state === "done") toasts.show({ text: job.message || "The text was found in the audio: its times are set.", kind: job.message ? "info" : "success" });
}
