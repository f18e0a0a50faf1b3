/**
 * Edits that the server has not acknowledged, stored in the browser's IndexedDB.
 *
 * Each window has its own queue under a lock that it holds until it closes. A window that opens a
 * recording adopts the queues of closed windows: a crashed tab, or a browser that was closed while
 * the server was down. Edits have unique ids, so that sending one twice has
 * no further effect.
 */

/** @typedef {import("../document/operations.js").Operation} Operation */

/**
 * An edit to be sent to the server.
 * @typedef {object} PendingEdit
 * @property {string} id
 * @property {"edit" | "undo" | "redo"} kind
 * @property {string | null} target id of the edit to undo or redo; of an edit: the one that it continues, as one step of undo
 * @property {Operation[]} ops
 * @property {Operation[]} inverse
 * @property {number} [base] the revision at the first send
 */

/**
 * @typedef {object} PendingEditStore
 * @property {() => Promise<{base: number, edits: PendingEdit[]}[]>} adopt
 * @property {(edit: PendingEdit) => Promise<void>} put
 * @property {(ids: readonly string[]) => Promise<void>} remove
 * @property {(base: number) => Promise<void>} setBase set the revision on which all stored edits build
 */

const DATABASE = "transcribe";
const VERSION = 1;

/** A short, practically unique id; works without a secure context. */
export function newEditId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} mediaId
 * @param {{indexedDB: IDBFactory, locks?: LockManager}} browser
 * @returns {Promise<PendingEditStore>}
 * @throws {Error} the browser cannot store data (a private window, full storage)
 */
export async function openPendingEdits(mediaId, { indexedDB, locks }) {
  const database = await open(indexedDB);
  const self = newEditId();
  let sequence = 0;
  await holdLock(locks, lockName(self));

  /**
   * @param {IDBTransactionMode} mode
   * @param {(edits: IDBObjectStore, windows: IDBObjectStore) => void} run
   * @returns {Promise<void>}
   */
  const transact = (mode, run) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(["edits", "windows"], mode);
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
      run(transaction.objectStore("edits"), transaction.objectStore("windows"));
    });

  const abandoned = async () => {
    const windows = await all(database, "windows");
    const mine = windows.filter((row) => row.media === mediaId && row.window !== self);
    const free = await Promise.all(mine.map((row) => isFree(locks, lockName(row.window))));
    return mine.filter((_, i) => free[i]);
  };

  return {
    async adopt() {
      const queues = await abandoned();
      const rows = (await all(database, "edits")).sort((a, b) => a.sequence - b.sequence);
      const found = queues.map(({ window, base }) => ({
        base,
        edits: rows.filter((row) => row.window === window).map((row) => row.edit),
      }));
      await transact("readwrite", (edits, windows) => {
        for (const { window } of queues) windows.delete(window);
        for (const row of rows) {
          if (!queues.some(({ window }) => window === row.window)) continue;
          edits.put({ ...row, window: self, sequence: ++sequence });
        }
        const bases = found.filter((queue) => queue.edits.length).map((queue) => queue.base);
        if (bases.length) windows.put({ window: self, media: mediaId, base: Math.min(...bases) });
      });
      return found.filter((queue) => queue.edits.length);
    },
    put: (edit) =>
      transact("readwrite", (edits) => {
        edits.put({ id: edit.id, window: self, sequence: ++sequence, edit });
      }),
    remove: (ids) =>
      transact("readwrite", (edits) => {
        for (const id of ids) edits.delete(id);
      }),
    setBase: (base) =>
      transact("readwrite", (_, windows) => {
        windows.put({ window: self, media: mediaId, base });
      }),
  };
}

/**
 * @param {IDBFactory} indexedDB
 * @returns {Promise<IDBDatabase>}
 */
function open(indexedDB) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("edits", { keyPath: "id" });
      request.result.createObjectStore("windows", { keyPath: "window" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @typedef {{id: string, window: string, sequence: number, edit: PendingEdit}} EditRow */
/** @typedef {{window: string, media: string, base: number}} WindowRow */

/**
 * @template {"edits" | "windows"} N
 * @param {IDBDatabase} database
 * @param {N} name
 * @returns {Promise<(N extends "edits" ? EditRow : WindowRow)[]>}
 */
function all(database, name) {
  return new Promise((resolve, reject) => {
    const request = database.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {string} window */
function lockName(window) {
  return `transcribe-window-${window}`;
}

/**
 * Hold a lock until this page closes.
 *
 * @param {LockManager | undefined} locks
 * @param {string} name
 * @returns {Promise<void>}
 */
function holdLock(locks, name) {
  if (!locks) return Promise.resolve();
  return new Promise((resolve) => {
    locks.request(name, () => {
      resolve();
      return new Promise(() => {}); // never released here; the browser releases it when the page closes
    });
  });
}

/**
 * Without locks (plain http from another computer) every queue counts as free. Sending an edit
 * twice, also from its own window, does no harm.
 *
 * @param {LockManager | undefined} locks
 * @param {string} name
 */
async function isFree(locks, name) {
  if (!locks) return true;
  return locks.request(name, { ifAvailable: true }, (lock) => lock !== null);
}
