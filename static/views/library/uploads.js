/** The queue of uploads: a few files side by side, short ones first, so that there is something to work on early. */

import { signal } from "@preact/signals";

import { pathOf, separate, tagsOf } from "../../core/library/media-files.js";
import { SIDE_BY_SIDE, nextToSend } from "../../core/library/upload-order.js";
import { createFileUpload } from "../../core/sync/file-upload.js";
import { messageOf } from "../../core/base/errors.js";

/** @typedef {import("../../core/sync/api-types.js").Media} Media */
/** @typedef {import("../../core/library/media-files.js").FoundFile} FoundFile */

/**
 * @typedef {object} Upload
 * @property {number} key
 * @property {File} file
 * @property {string} path with the folders around it
 * @property {string} batch the same for files that are added together
 * @property {string[]} tags the names of the folders around the file
 * @property {number} sent bytes
 * @property {"waiting" | "sending" | "offline" | "checking" | "done" | "failed" | "stopped"} state
 * @property {string} message
 * @property {Media} [media] the resulting recording
 */

/**
 * @param {import("../../core/sync/api.js").Api} api
 * @param {object} options
 * @param {(media: Media) => void} options.onMedia
 * @param {import("../../core/sync/file-upload.js").Sending["draftOptions"]} options.draftOptions model and language of the
 *   draft, read when a file has been uploaded
 * @param {ReadonlySet<string>} options.extensions of the files that are taken from folders
 */
export function createUploads(api, { onMedia, draftOptions, extensions }) {
  const uploads = signal(/** @type {Upload[]} */ ([]));
  const leftOut = signal(/** @type {FoundFile[]} */ ([]));
  const fileUpload = createFileUpload(api, storage());
  let lastKey = 0;
  let nRunning = 0;

  const change = (/** @type {number} */ key, /** @type {Partial<Upload>} */ changes) => {
    uploads.value = uploads.value.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload));
  };
  const isStopped = (/** @type {number} */ key) => !uploads.peek().some((upload) => upload.key === key && upload.state !== "stopped");
  const sendOne = async (/** @type {Upload} */ { key, file, path, batch, tags }) => {
    try {
      const media = await fileUpload.send(file, {
        path,
        isStopped: () => isStopped(key),
        onProgress: (progress) => change(key, { ...progress, message: progress.state === "offline" ? "The server cannot be reached. The upload continues when it is back." : "" }),
        draftOptions: () => ({ ...draftOptions(), batch, ...(tags.length ? { tags } : {}) }),
      });
      if (!media) return;
      change(key, { state: "done", media, message: media.duplicate ? "already in the library" : "" });
      onMedia(media);
    } catch (error) {
      change(key, { state: "failed", message: messageOf(error) });
    }
  };
  /** Send one waiting file after the other, while others are sent. */
  const sendNext = async () => {
    nRunning++;
    for (let next = nextToSend(uploads.peek()); next; next = nextToSend(uploads.peek())) {
      change(next.key, { state: "sending" });
      await sendOne(next);
    }
    nRunning--;
  };
  const run = () => {
    while (nRunning < SIDE_BY_SIDE && nextToSend(uploads.peek())) void sendNext();
  };
  const close = (/** @type {number} */ key) => {
    uploads.value = uploads.value.filter((upload) => upload.key !== key);
  };

  const send = (/** @type {FoundFile[]} */ found) => {
    const batch = newBatch();
    const added = found.map(({ file, folders }) => ({ key: ++lastKey, file, path: pathOf({ file, folders }), batch, tags: tagsOf(folders), sent: 0, state: /** @type {const} */ ("waiting"), message: "" }));
    uploads.value = [...uploads.value, ...added];
    run();
  };
  const retry = (/** @type {(upload: Upload) => boolean} */ isChosen) => {
    uploads.value = uploads.value.map((one) => (one.state === "failed" && isChosen(one) ? { ...one, state: "waiting", message: "" } : one));
    run();
  };

  return {
    uploads,
    /** Files of folders that are no audio or video. */
    leftOut,
    /** @param {FoundFile[]} found */
    add(found) {
      const { media, others } = separate(found, extensions);
      leftOut.value = [...leftOut.value, ...others];
      send(media);
    },
    /** Upload what was left out. */
    addLeftOut() {
      const found = leftOut.value;
      leftOut.value = [];
      send(found);
    },
    forgetLeftOut: () => void (leftOut.value = []),
    stop: close,
    stopAll: () => void (uploads.value = uploads.value.filter(({ state }) => state === "done" || state === "failed")),
    close,
    closeAll: () => void (uploads.value = []),
    retry: (/** @type {number} */ key) => retry((upload) => upload.key === key),
    retryAll: () => retry(() => true),
  };
}

/** @typedef {ReturnType<typeof createUploads>} Uploads */

/** A name for files that are added together; `crypto.randomUUID` does not exist without TLS. */
function newBatch() {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join("-");
}

/** Access to storage may be denied. */
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
