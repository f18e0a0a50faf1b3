/** The edits of this window that the server has not acknowledged, in the order in which they were made. */

import { signal } from "@preact/signals-core";

import { isBuiltOnOther, touchedBy } from "./edits.js";

/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("./pending-edits.js").PendingEdit} PendingEdit */

export class EditQueue {
  #nUnsent = signal(0);
  /** @type {PendingEdit[]} */
  #edits = [];
  /** @type {Map<number, number>} how many edits of the queue touch a segment */
  #waiting = new Map();
  /** @type {Set<string>} */
  #own = new Set();
  /** @type {Set<string>} */
  #accepted = new Set();

  /** The edit that is being sent. It gets the server's answer, so nobody else decides about it. @type {PendingEdit | null} */
  sending = null;

  /** How many edits wait; a signal. */
  get nUnsent() {
    return this.#nUnsent;
  }

  /** @returns {readonly PendingEdit[]} */
  get edits() {
    return this.#edits;
  }

  /** How many edits this window has made so far, acknowledged ones included. */
  get nMade() {
    return this.#own.size;
  }

  /** Whether an edit was made in this window, also after it was acknowledged. @param {string} id */
  isOwn(id) {
    return this.#own.has(id);
  }

  /** Whether the server has accepted an edit of this window. @param {string} id */
  isAccepted(id) {
    return this.#accepted.has(id);
  }

  /** Remove an edit that the server has accepted. @param {PendingEdit} edit */
  accept(edit) {
    this.#accepted.add(edit.id);
    this.remove([edit]);
  }

  /** Whether an unsent edit touches a segment. @param {number} id */
  isWaiting(id) {
    return this.#waiting.has(id);
  }

  /** @param {PendingEdit} edit */
  add(edit) {
    this.#own.add(edit.id);
    this.#replace([...this.#edits, edit], [edit], 1);
  }

  /** @param {readonly PendingEdit[]} edits */
  remove(edits) {
    this.#replace(this.#edits.filter((edit) => !edits.includes(edit)), edits, -1);
  }

  /** Put edits that were removed back in front of all others. @param {readonly PendingEdit[]} edits */
  restore(edits) {
    this.#replace([...edits, ...this.#edits], edits, 1);
  }

  /**
   * Unsent edits of any of the segments, except the one that is being sent.
   * @param {readonly number[]} ids
   */
  clashingWith(ids) {
    return this.#edits.filter((edit) => edit !== this.sending && touchedBy(edit.ops).some((id) => ids.includes(id)));
  }

  /**
   * Unsent edits that were made on segments other than the server's.
   * @param {Transcript} fresh the server's transcript
   */
  builtOnOther(fresh) {
    return this.#edits.filter((edit, i) => edit !== this.sending && isBuiltOnOther(fresh, edit, this.#edits.slice(0, i)));
  }

  /**
   * Edits and all that build on them, with the segments that they touch.
   * @param {readonly PendingEdit[]} edits
   * @returns {{edits: PendingEdit[], ids: Set<number>}}
   */
  withDependents(edits) {
    const ids = new Set(edits.flatMap((edit) => touchedBy(edit.ops)));
    const found = this.#edits.filter((edit) => {
      const isPart = edits.includes(edit) || touchedBy(edit.ops).some((id) => ids.has(id));
      if (isPart) touchedBy(edit.ops).forEach((id) => ids.add(id));
      return isPart;
    });
    return { edits: found, ids };
  }

  /**
   * @param {PendingEdit[]} next
   * @param {readonly PendingEdit[]} changed
   * @param {1 | -1} by
   */
  #replace(next, changed, by) {
    this.#edits = next;
    for (const id of changed.flatMap((edit) => touchedBy(edit.ops))) {
      const now = (this.#waiting.get(id) ?? 0) + by;
      if (now) this.#waiting.set(id, now);
      else this.#waiting.delete(id);
    }
    this.#nUnsent.value = next.length;
  }
}
