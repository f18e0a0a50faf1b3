/**
 * Upload one file in parts, so that a lost connection or a server restart costs one part. An upload that was
 * interrupted by closing the page continues when the same file is sent again.
 */

import { ApiProblem, Unreachable } from "./api.js";

/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./api-types.js").Media} Media */
/** @typedef {Pick<File, "name" | "size" | "lastModified" | "slice">} Source */

/**
 * @typedef {object} Progress
 * @property {"sending" | "offline" | "checking"} state
 * @property {number} [sent] bytes
 */

/**
 * @typedef {object} Sending
 * @property {string} path of the file with the folders around it: files of one name, size and date differ by it
 * @property {() => boolean} isStopped
 * @property {(progress: Progress) => void} onProgress
 * @property {() => import("./api.js").Bodies["POST /uploads/{upload_id}/finish"]} draftOptions read when the file is complete
 */

const PART_BYTES = 8 << 20;
const RETRY_MS = 2_000;
const STORAGE_KEY = "transcribe.uploads";

/**
 * @param {Pick<Api, "upload" | "beginUpload" | "uploadPart" | "finishUpload" | "dropUpload">} api
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage remembers unfinished uploads
 */
export function createFileUpload(api, storage) {
  const memory = createMemory(storage);
  const underWay = /** @type {Set<string>} */ (new Set()); // uploads that this page sends: another file is not theirs

  /** The upload of this file: an unfinished one if the server still has it. */
  const begin = async (/** @type {Source} */ file, /** @type {string} */ path) => {
    const known = memory.recall(path, file);
    if (known && !underWay.has(known)) {
      const there = await api.upload(known).catch((error) => {
        if (error instanceof ApiProblem) return null;
        throw error;
      });
      if (there?.size === file.size) return known;
    }
    const { id } = await api.beginUpload({ filename: file.name, size: file.size });
    memory.keep(path, file, id);
    return id;
  };
  const sendParts = async (/** @type {Source} */ file, /** @type {string} */ id, /** @type {Sending} */ sending) => {
    const read = () => untilReachable(() => api.upload(id), sending);
    let { offset } = await read();
    while (offset < file.size && !sending.isStopped()) {
      sending.onProgress({ state: "sending", sent: offset });
      const part = await readPart(file, offset);
      try {
        ({ offset } = await api.uploadPart(id, part, { "Upload-Offset": String(offset) }));
      } catch (error) {
        const isElsewhere = error instanceof ApiProblem && error.status === 409; // the server has more or less than thought
        if (!(error instanceof Unreachable) && !isElsewhere) throw error;
        ({ offset } = await read());
      }
    }
  };
  return {
    /**
     * Send a file.
     *
     * @param {Source} file
     * @param {Sending} sending
     * @returns {Promise<Media | null>} the recording; null if it was stopped
     */
    async send(file, sending) {
      let id = "";
      try {
        id = await untilReachable(() => begin(file, sending.path), sending);
        underWay.add(id);
        await sendParts(file, id, sending);
        if (sending.isStopped()) {
          memory.forget(sending.path, file);
          await api.dropUpload(id).catch(() => null); // the server deletes it after some days
          return null;
        }
        sending.onProgress({ state: "checking", sent: file.size });
        const { media } = await untilReachable(() => api.finishUpload(id, sending.draftOptions()), sending);
        memory.forget(sending.path, file);
        return media[0];
      } catch (error) {
        if (error instanceof ApiProblem) memory.forget(sending.path, file);
        throw error;
      } finally {
        underWay.delete(id);
      }
    },
  };
}

/**
 * Read a part into memory. A part that the browser reads while it sends fails like a lost connection: an upload of a folder
 * or of a file that was moved would then wait for the server forever.
 *
 * @param {Source} file
 * @param {number} offset
 */
async function readPart(file, offset) {
  const part = file.slice(offset, offset + PART_BYTES);
  try {
    return new Blob([await part.arrayBuffer()]);
  } catch {
    throw new UnreadableFile(file.name);
  }
}

/** A file that the browser cannot read: a folder, or one that was moved, changed or deleted since it was chosen. */
export class UnreadableFile extends Error {
  /** @param {string} name */
  constructor(name) {
    super(`${name} cannot be read: it is a folder, or it was moved or changed since it was chosen. Choose it again.`);
  }
}

/**
 * Ask until the server answers.
 *
 * @template T
 * @param {() => Promise<T>} ask
 * @param {Sending} sending
 * @returns {Promise<T>}
 */
async function untilReachable(ask, { isStopped, onProgress }) {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unreachable) || isStopped()) throw error;
      onProgress({ state: "offline" });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/**
 * The ids of unfinished uploads, by file.
 *
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 */
function createMemory(storage) {
  const nameOf = (/** @type {string} */ path, /** @type {Source} */ { size, lastModified }) => `${path}/${size}/${lastModified}`;
  /** @returns {Record<string, string>} */
  const read = () => {
    try {
      const known = JSON.parse(storage?.getItem(STORAGE_KEY) ?? "{}");
      return known !== null && typeof known === "object" && !Array.isArray(known) ? known : {};
    } catch {
      return {}; // no access to storage, or not written by this program: uploads then start from the beginning
    }
  };
  const write = (/** @type {Record<string, string>} */ known) => {
    try {
      storage?.setItem(STORAGE_KEY, JSON.stringify(known));
    } catch {
      return; // as above
    }
  };
  return {
    recall: (/** @type {string} */ path, /** @type {Source} */ file) => read()[nameOf(path, file)],
    keep: (/** @type {string} */ path, /** @type {Source} */ file, /** @type {string} */ id) => write({ ...read(), [nameOf(path, file)]: id }),
    forget(/** @type {string} */ path, /** @type {Source} */ file) {
      const known = read();
      delete known[nameOf(path, file)];
      write(known);
    },
  };
}
