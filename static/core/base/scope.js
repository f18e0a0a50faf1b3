/** One owner for all listeners, timers and effects of a view; they end together with it. */

export class Scope {
  /** @type {(() => void)[]} */
  #ends = [];
  #isOver = false;

  /**
   * Run a function when the scope ends, or immediately if it has ended.
   *
   * @param {() => void} end
   */
  add(end) {
    if (this.#isOver) end();
    else this.#ends.push(end);
  }

  /**
   * Listen until the scope ends.
   *
   * @template {Event} [E=Event]
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: E) => void} handler
   * @param {AddEventListenerOptions | boolean} [options]
   */
  listen(target, type, handler, options) {
    const listener = /** @type {EventListener} */ (handler);
    target.addEventListener(type, listener, options);
    this.add(() => target.removeEventListener(type, listener, options));
  }

  /**
   * Run a function repeatedly until the scope ends.
   *
   * @param {number} ms
   * @param {() => void} run
   */
  every(ms, run) {
    const timer = setInterval(run, ms);
    this.add(() => clearInterval(timer));
  }

  /** Whether the scope has ended. */
  get closed() {
    return this.#isOver;
  }

  /** End the scope, newest resources first. A second call does nothing. */
  close() {
    this.#isOver = true;
    for (const end of this.#ends.splice(0).reverse()) end();
  }
}
