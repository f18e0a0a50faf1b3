/** The real find-worker.js as a worker of the page, in this thread: each has its own copy of the module. */

let nSpawned = 0;

/** What the worker's module uses of its global scope. @type {{self?: object, postMessage?: (message: unknown) => void}} */
const scope = globalThis;

export class FindWorker {
  /** @type {(event: {data: any}) => void} */
  onmessage = () => {};
  /** @type {(event: {message: string}) => void} */
  onerror = () => {};
  isTerminated = false;
  /** Whether it never answers, like an expression without end. */
  isSilent = false;
  /** What it was asked. @type {any[]} */
  asked = [];
  #loaded;

  constructor() {
    this.#loaded = this.#load();
  }

  async #load() {
    /** @type {{onmessage?: (event: {data: unknown}) => void}} */
    const own = {};
    scope.self = own;
    await import(`../../../static/core/editing/find-worker.js?worker=${++nSpawned}`);
    return own;
  }

  /** @param {any} message */
  async postMessage(message) {
    const data = structuredClone(message);
    this.asked.push(data);
    const own = await this.#loaded;
    if (this.isTerminated || this.isSilent) return;
    scope.postMessage = (answer) => queueMicrotask(() => this.isTerminated || this.onmessage({ data: structuredClone(answer) }));
    own.onmessage?.({ data });
  }

  terminate() {
    this.isTerminated = true;
  }
}
