/** What can be done with the recordings of the library. */

import { askText } from "../ui/dialogs.js";
import { openVideoDialog } from "../files/video-dialog.js";
import { openExport } from "../ui/export-dialog.js";
import { pickFiles } from "../ui/pick-files.js";
import { pickedFiles } from "./dropped-files.js";
import { openDetails } from "./recording-details.js";
import { createDrafting } from "./sample-offer.js";
import { askTags } from "./tag-dialogs.js";

/** @typedef {import("../../core/library/list-view.js").Row} Row */

/**
 * @param {import("../../core/sync/api.js").Api} api
 * @param {object} page
 * @param {import("./list-state.js").List} page.list
 * @param {import("./uploads.js").Uploads} page.uploads
 * @param {import("../ui/toasts.js").Toasts} page.toasts
 */
export function createLibraryActions(api, { list, uploads, toasts }) {
  const attempt = (/** @type {() => Promise<void>} */ run) => void run().catch((error) => toasts.fail(error, () => attempt(run)));
  const { add } = uploads;
  /** Show a recording as it is after a change. */
  const after = async (/** @type {Promise<{id: string}>} */ change) => list.changed((await change).id);
  return {
    attempt,
    add,
    pick: () => pick(add, false),
    pickFolder: () => pick(add, true),
    rename: (/** @type {Row} */ media) =>
      askText({
        title: "Rename the recording",
        label: "Title",
        value: media.title,
        action: "Rename",
        onDone: (title) => attempt(() => after(api.changeMedia(media.id, { title }))),
      }),
    remove: (/** @type {Row} */ media) =>
      attempt(async () => {
        await api.deleteMedia(media.id);
        list.gone([media.id]);
        list.refresh();
        toasts.show({
          text: `“${media.title}” was deleted.`,
          action: { label: "Undo", run: () => attempt(() => after(api.restoreMedia(media.id))) },
        });
      }),
    export: (/** @type {Row} */ media) => attempt(async () => {
        const [{ formats }, { profiles }, whole] = await Promise.all([api.formats(), api.profiles(), api.media(media.id)]);
        const openVideo = () => attempt(async () => openVideoDialog({ api, media: whole, presets: (await api.videoStyles()).presets, profiles, atMs: 0 }));
        openExport(whole, formats, profiles, openVideo);
      }),
    editTags: (/** @type {Row} */ media) =>
      askTags({
        title: media.title,
        tags: media.tags,
        known: list.knownTags(),
        onDone: (tags) => attempt(() => after(api.changeMedia(media.id, { tags }))),
      }),
    details: (/** @type {Row} */ media) =>
      attempt(async () => openDetails(await api.media(media.id), (stream) => attempt(() => after(api.changeMedia(media.id, { audio_stream: stream }))))),
    ...createDrafting(api, { changed: list.changed, attempt }),
    prepareAgain: (/** @type {Row} */ media) =>
      attempt(async () => {
        await api.prepare(media.id);
        list.changed(media.id);
      }),
  };
}

/**
 * Let people choose files, or a folder with all its files.
 *
 * @param {(found: import("../../core/library/media-files.js").FoundFile[]) => void} add
 * @param {boolean} isFolder
 */
function pick(add, isFolder) {
  pickFiles((files) => add(pickedFiles(files)), { multiple: true, isFolder });
}

/** @typedef {ReturnType<typeof createLibraryActions>} LibraryActions */
