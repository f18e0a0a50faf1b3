/**
 * Uploads: in parts, so that a lost connection or a server restart costs one part, and one file after
 * the other, so that the first file is complete as early as possible.
 *
 * An upload that was interrupted by closing the page continues when the same file is dropped again.
 */

import { signal } from "@preact/signals";

import { ApiProblem, Unreachable } from "../../core/sync/api.js";
import { messageOf } from "../../core/base/errors.js";

const PART_BYTES = 8 << 20;
const RETRY_MS = 2_000;
const STORAGE_KEY = "transcribe.uploads";

/**
 * @typedef {object} Upload
 * @property {number} key
 * @property {File} file
 * @property {string} batch the same for files that are added together
 * @property {number} sent bytes
 * @property {"waiting" | "sending" | "offline" | "checking" | "done" | "failed" | "stopped"} state
 * @property {string} message
 * @property {any} [media] the resulting recording
 */

/**
 * @param {import("../../core/sync/api.js").Api} api
 * @param {{onMedia: (media: any) => void, draftOptions: () => object}} options `draftOptions`: model
 *   and language of the draft, read when a file has been uploaded
 */
export function createUploads(api, { onMedia, draftOptions }) {
  const uploads = signal(/** @type {Upload[]} */ ([]));
  let lastKey = 0;
  let isRunning = false;

  const change = (/** @type {number} */ key, /** @type {Partial<Upload>} */ changes) => {
    uploads.value = uploads.value.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload));
  };
  const find = (/** @type {number} */ key) => uploads.peek().find((upload) => upload.key === key);
  const isStopped = (/** @type {number} */ key) => (find(key)?.state ?? "stopped") === "stopped";

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
  const sendOne = async (/** @type {Upload} */ upload) => {
    const { key, file, batch } = upload;
    try {
      const id = await begin(file);
      await sendParts(key, file, id);
      if (isStopped(key)) {
        forget(file);
        await api.dropUpload(id).catch(() => null); // the server deletes it after some days
        return;
      }
      change(key, { state: "checking", sent: file.size });
      const { media } = await untilReachable(key, () => api.finishUpload(id, { ...draftOptions(), batch }));
      forget(file);
      change(key, { state: "done", media: media[0], message: media[0].duplicate ? "already in the library" : "" });
      onMedia(media[0]);
    } catch (error) {
      if (error instanceof ApiProblem) forget(file);
      change(key, { state: "failed", message: messageOf(error) });
    }
  };

  const begin = async (/** @type {File} */ file) => {
    const known = recall()[nameOf(file)];
    if (known) {
      const there = await api.upload(known).catch(() => null);
      if (there?.size === file.size) return known;
    }
    const { id } = await api.beginUpload({ filename: file.name, size: file.size });
    remember({ ...recall(), [nameOf(file)]: id });
    return id;
  };
  const sendParts = async (/** @type {number} */ key, /** @type {File} */ file, /** @type {string} */ id) => {
    let { offset } = await untilReachable(key, () => api.upload(id));
    while (offset < file.size && !isStopped(key)) {
      change(key, { state: "sending", sent: offset });
      const part = file.slice(offset, offset + PART_BYTES);
      const headers = { "Upload-Offset": String(offset) };
      try {
        ({ offset } = await api.uploadPart(id, part, headers));
      } catch (error) {
        if (!(error instanceof Unreachable) && !(error instanceof ApiProblem && error.status === 409)) throw error;
        ({ offset } = await untilReachable(key, () => api.upload(id)));
      }
    }
  };
  /**
   * @template T
   * @param {number} key
   * @param {() => Promise<T>} ask
   * @returns {Promise<T>}
   */
  const untilReachable = async (key, ask) => {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof Unreachable) || isStopped(key)) throw error;
        change(key, { state: "offline", message: "The server cannot be reached. The upload continues when it is back." });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
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
    stop: (/** @type {number} */ key) => (change(key, { state: "stopped" }), close(key)),
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

/** @param {File} file */
function nameOf(file) {
  return `${file.name}/${file.size}/${file.lastModified}`;
}

/** @returns {Record<string, string>} */
function recall() {
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
  } catch {
    return {}; // no access to storage: uploads then start from the beginning
  }
}

/** @param {Record<string, string>} known */
function remember(known) {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(known));
  } catch {
    return; // as above
  }
}

/** @param {File} file */
function forget(file) {
  const known = recall();
  delete known[nameOf(file)];
  remember(known);
}
