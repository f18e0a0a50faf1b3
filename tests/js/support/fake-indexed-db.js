/** A fake of the small part of IndexedDB and of the browser's locks that pending edits use. In memory. */

/** @typedef {{keyPath: string, rows: Map<string, any>}} Table */

/** Calls a request's handler later, as the browser does. @param {any} request @param {unknown} result */
function answer(request, result) {
  queueMicrotask(() => {
    request.result = result;
    request.onsuccess?.({ target: request });
  });
  return request;
}

export class FakeIndexedDb {
  /** @type {Map<string, Table>} */
  #tables = new Map();

  open() {
    const isNew = this.#tables.size === 0;
    const database = {
      createObjectStore: (/** @type {string} */ name, /** @type {{keyPath: string}} */ { keyPath }) => void this.#tables.set(name, { keyPath, rows: new Map() }),
      transaction: () => this.#transaction(),
    };
    /** @type {any} */
    const request = { result: database };
    queueMicrotask(() => isNew && request.onupgradeneeded?.());
    return answer(request, database);
  }

  #transaction() {
    /** @type {any} */
    const transaction = {
      objectStore: (/** @type {string} */ name) => {
        const { keyPath, rows } = /** @type {Table} */ (this.#tables.get(name));
        return {
          put: (/** @type {any} */ row) => void rows.set(row[keyPath], structuredClone(row)),
          delete: (/** @type {string} */ key) => void rows.delete(key),
          getAll: () => answer({}, structuredClone([...rows.values()])),
        };
      },
    };
    setTimeout(() => transaction.oncomplete?.(), 0);
    return transaction;
  }
}

/** Locks of one browser. `release` is what happens when a window closes. */
export class FakeLocks {
  /** @type {Set<string>} */
  held = new Set();

  /** @param {string} name @param {any} options @param {any} [run] */
  async request(name, options, run = options) {
    if (options.ifAvailable && this.held.has(name)) return run(null);
    this.held.add(name);
    const result = run({ name });
    if (options.ifAvailable) this.held.delete(name);
    return result;
  }
  release() {
    this.held.clear();
  }
}
