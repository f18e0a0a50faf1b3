/** A fake of the browser's localStorage, which can be blocked or full. */
export class FakeStorage {
  /** @type {Map<string, string>} */
  #values = new Map();
  isBlocked = false;
  isFull = false;

  /** @param {Record<string, string>} [values] */
  constructor(values = {}) {
    this.#values = new Map(Object.entries(values));
  }
  /** @param {string} key */
  getItem(key) {
    if (this.isBlocked) throw new Error("Access is denied");
    return this.#values.get(key) ?? null;
  }
  /** @param {string} key @param {string} value */
  setItem(key, value) {
    if (this.isBlocked || this.isFull) throw new Error("The quota is exceeded");
    this.#values.set(key, value);
  }
}

/** What may stand in a storage that another program or an older version wrote. */
export const FOREIGN = ["", "{", "null", "7", '"text"', "[]", '{"recordings":null}', '{"recordings":7,"rate":"fast","volume":"loud"}'];
