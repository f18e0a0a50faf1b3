/**
 * Edits that the server has not acknowledged, kept in the browser's IndexedDB.
 *
 * Each window keeps its own queue under a lock that it holds while it lives. A window that opens a
 * recording adopts the queues whose windows are gone: a tab that crashed, a browser that was
 * closed while the server was down. Edits have ids of their own, so that sending one twice does
 * nothing more.
 */

/** @typedef {import("../document/operations.js").Operation} Operation */

/**
 * An edit on its way to the server.
 * @typedef {object} PendingEdit
 * @property {string} id
 * @property {"edit" | "undo" | "redo"} kind
 * @property {string | null} target id of the edit that an undo or redo is about
 * @property {Operation[]} ops
 * @property {Operation[]} inverse
 * @property {number} [base] the revision it was first sent with
 */

/**
 * @typedef {object} PendingEditStore
 * @property {() => Promise<{base: number, edits: PendingEdit[]}[]>} adopt
 * @property {(edit: PendingEdit) => Promise<void>} put
 * @property {(ids: readonly string[]) => Promise<void>} remove
 * @property {(base: number) => Promise<void>} setBase revision that all kept edits build on
 */

const DATABASE = "transcribe";
const VERSION = 1;

/** A short id that is as good as never chosen twice; works without a secure context. */
export function newEditId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} mediaId
 * @param {{indexedDB: IDBFactory, locks?: LockManager}} browser
 * @returns {Promise<PendingEditStore>}
 * @throws {Error} the browser keeps nothing for us (a private window, storage that is full)
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

/**
 * @param {IDBDatabase} database
 * @param {string} name
 * @returns {Promise<any[]>}
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
 * Hold a lock for as long as this page lives.
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
      return new Promise(() => {}); // never let go; the browser does when the page ends
    });
  });
}

/**
 * Without locks (plain http from another machine) every queue counts as free: sending an edit that
 * its own window sends too does no harm.
 *
 * @param {LockManager | undefined} locks
 * @param {string} name
 */
async function isFree(locks, name) {
  if (!locks) return true;
  return locks.request(name, { ifAvailable: true }, (lock) => lock !== null);
}
