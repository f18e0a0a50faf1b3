/** What can be done with the recordings of the library. */

import { askText } from "../ui/dialogs.js";
import { openExport } from "../ui/export-dialog.js";
import { pickedFiles } from "./dropped-files.js";
import { createDrafting } from "./sample-offer.js";

/** @typedef {import("../../core/sync/api-types.js").Media} Media */

/**
 * @param {import("../../core/sync/api.js").Api} api
 * @param {object} page
 * @param {(media: Media) => void} page.put shows a recording as it is now
 * @param {import("./uploads.js").Uploads} page.uploads
 * @param {import("../ui/toasts.js").Toasts} page.toasts
 */
export function createLibraryActions(api, { put, uploads, toasts }) {
  const attempt = (/** @type {() => Promise<void>} */ run) => void run().catch((error) => toasts.fail(error, () => attempt(run)));
  const { add } = uploads;
  return {
    attempt,
    add,
    pick: () => pick(add, false),
    pickFolder: () => pick(add, true),
    rename: (/** @type {Media} */ media) =>
      askText({
        title: "Rename the recording",
        label: "Title",
        value: media.title,
        action: "Rename",
        onDone: (title) => attempt(async () => put(await api.changeMedia(media.id, { title }))),
      }),
    remove: (/** @type {Media} */ media) =>
      attempt(async () => {
        put(await api.deleteMedia(media.id));
        toasts.show({
          text: `“${media.title}” was deleted.`,
          action: { label: "Undo", run: () => attempt(async () => put(await api.restoreMedia(media.id))) },
        });
      }),
    export: (/** @type {Media} */ media) => attempt(async () => openExport(media, (await api.formats()).formats)),
    ...createDrafting(api, { put, attempt }),
    prepareAgain: (/** @type {Media} */ media) =>
      attempt(async () => {
        await api.prepare(media.id);
        put(await api.media(media.id));
      }),
    chooseStream: (/** @type {Media} */ media, /** @type {number} */ stream) =>
      attempt(async () => put(await api.changeMedia(media.id, { audio_stream: stream }))),
  };
}

/**
 * Let people choose files, or a folder with all its files.
 *
 * @param {(found: import("../../core/library/media-files.js").FoundFile[]) => void} add
 * @param {boolean} isFolder
 */
function pick(add, isFolder) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = isFolder;
  input.onchange = () => input.files && add(pickedFiles(input.files));
  input.click();
}

/** @typedef {ReturnType<typeof createLibraryActions>} LibraryActions */
