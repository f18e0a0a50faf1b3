/** The queue of uploads: one file after the other, so that the first file is complete as early as possible. */

import { signal } from "@preact/signals";

import { createFileUpload } from "../../core/sync/file-upload.js";
import { messageOf } from "../../core/base/errors.js";

/** @typedef {import("../../core/sync/api-types.js").Media} Media */

/**
 * @typedef {object} Upload
 * @property {number} key
 * @property {File} file
 * @property {string} batch the same for files that are added together
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
 */
export function createUploads(api, { onMedia, draftOptions }) {
  const uploads = signal(/** @type {Upload[]} */ ([]));
  const fileUpload = createFileUpload(api, storage());
  let lastKey = 0;
  let isRunning = false;

  const change = (/** @type {number} */ key, /** @type {Partial<Upload>} */ changes) => {
    uploads.value = uploads.value.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload));
  };
  const isStopped = (/** @type {number} */ key) => !uploads.peek().some((upload) => upload.key === key && upload.state !== "stopped");
  const sendOne = async (/** @type {Upload} */ { key, file, batch }) => {
    try {
      const media = await fileUpload.send(file, {
        isStopped: () => isStopped(key),
        onProgress: (progress) => change(key, { ...progress, message: progress.state === "offline" ? "The server cannot be reached. The upload continues when it is back." : "" }),
        draftOptions: () => ({ ...draftOptions(), batch }),
      });
      if (!media) return;
      change(key, { state: "done", media, message: media.duplicate ? "already in the library" : "" });
      onMedia(media);
    } catch (error) {
      change(key, { state: "failed", message: messageOf(error) });
    }
  };
  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    for (;;) {
      const next = uploads.peek().find((upload) => upload.state === "waiting");
      if (!next) break;
      await sendOne(next);
    }
    isRunning = false;
  };
  const close = (/** @type {number} */ key) => {
    uploads.value = uploads.value.filter((upload) => upload.key !== key);
  };

  return {
    uploads,
    /** @param {Iterable<File>} files */
    add(files) {
      const batch = newBatch();
      const added = [...files].map((file) => ({ key: ++lastKey, file, batch, sent: 0, state: /** @type {const} */ ("waiting"), message: "" }));
      uploads.value = [...uploads.value, ...added];
      void run();
    },
    stop: (/** @type {number} */ key) => {
      change(key, { state: "stopped" });
      close(key);
    },
    close,
    retry: (/** @type {number} */ key) => {
      change(key, { state: "waiting", message: "" });
      void run();
    },
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
