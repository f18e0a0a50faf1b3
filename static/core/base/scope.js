/** One owner for every listener, timer and effect of a view, so that all of them end with it. */

export class Scope {
  /** @type {(() => void)[]} */
  #ends = [];
  #isOver = false;

  /**
   * Run something when the scope ends; at once if it has ended already.
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
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: any) => void} handler
   * @param {AddEventListenerOptions | boolean} [options]
   */
  listen(target, type, handler, options) {
    target.addEventListener(type, handler, options);
    this.add(() => target.removeEventListener(type, handler, options));
  }

  /**
   * Run again and again until the scope ends.
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

  /** End the scope: the newest things first. Calling it twice does nothing more. */
  close() {
    this.#isOver = true;
    for (const end of this.#ends.splice(0).reverse()) end();
  }
}
