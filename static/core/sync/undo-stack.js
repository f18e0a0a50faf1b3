/** The edits that can be undone and redone. The server has them all; a window loads the newest, and more when it needs them. */

import { signal } from "@preact/signals-core";

import { operationFromJson } from "../document/serialization.js";

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("./pending-edits.js").PendingEdit} PendingEdit */

/** @typedef {import("./api-types.js").Answers["GET /media/{media_id}/undo"]} Stacks newest first */

/**
 * A step that can be undone or redone. The server takes large steps: an import, or all edits of a job. `target`
 * is the edit that it continues: both are one step.
 * @typedef {{id: string, target: string | null, ops: Operation[], inverse: Operation[], isLarge?: boolean, job?: number | null}} DoneEdit
 */

/** Steps read from the server at a time. */
export const STACK_PAGE = 100;

export class UndoStack {
  /** @type {DoneEdit[]} the last is taken next */
  #undo = [];
  /** @type {DoneEdit[]} the last is taken next */
  #redo = [];

  /** How many steps are loaded. */
  depth = signal({ undo: 0, redo: 0 });
  /** Whether the server has more undo steps than are loaded. */
  hasOlder = false;

  /**
   * The step that is taken next.
   * @param {"undo" | "redo"} kind
   */
  next(kind) {
    return this.#of(kind).at(-1);
  }

  /** Whether an edit is loaded and in force. @param {string} editId */
  isDone(editId) {
    return this.#undo.some(({ id }) => id === editId);
  }

  /** Add an edit that was just made; nothing can be redone then. @param {DoneEdit} edit */
  push(edit) {
    this.#undo.push(edit);
    this.#redo = [];
    this.#count();
  }

  /** Remove an edit from a stack. @param {"undo" | "redo"} kind @param {DoneEdit} edit */
  drop(kind, edit) {
    const from = this.#of(kind);
    from.splice(from.lastIndexOf(edit), 1);
    this.#count();
  }

  /**
   * The edit that belongs to the same step as one that was just undone or redone.
   *
   * It is not always next: another window's edits of other segments may lie between.
   *
   * @param {"undo" | "redo"} kind
   * @param {DoneEdit} edit
   */
  partner(kind, edit) {
    if (kind === "redo") return this.#redo.findLast(({ target }) => target === edit.id);
    return edit.target === null ? undefined : this.#undo.findLast(({ id }) => id === edit.target);
  }

  /**
   * Move an edit to the other stack.
   * @param {"undo" | "redo"} kind the stack that has it
   * @param {DoneEdit} edit
   */
  turn(kind, edit) {
    const from = this.#of(kind);
    const at = from.lastIndexOf(edit);
    if (at >= 0) this.#of(kind === "undo" ? "redo" : "undo").push(...from.splice(at, 1));
    this.#count();
  }

  /** Whether the server's step of a job can be undone here. @param {number} job */
  hasStepOf(job) {
    return this.#undo.some((done) => done.isLarge && done.job === job);
  }

  /** Take over an unsent edit after the stacks were read again. @param {PendingEdit} edit */
  adopt(edit) {
    if (edit.kind === "edit") {
      if (!this.#undo.some((done) => done.id === edit.id)) this.push(edit);
      return;
    }
    const [from, to] = edit.kind === "undo" ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
    const at = from.findIndex((done) => done.id === edit.target);
    if (at >= 0) to.push(...from.splice(at, 1));
    this.#count();
  }

  /** Replace both stacks by the server's. @param {Stacks} plain */
  replace(plain) {
    this.#undo = plain.undo.map(doneFromJson).reverse();
    this.#redo = plain.redo.map(doneFromJson).reverse();
    this.hasOlder = plain.undo.length === STACK_PAGE;
    this.#count();
  }

  /** Add older undo steps of the server. @param {Stacks} plain */
  addOlder(plain) {
    this.#undo = [...plain.undo.map(doneFromJson).reverse(), ...this.#undo];
    this.hasOlder = plain.undo.length === STACK_PAGE;
    this.#count();
  }

  /** @param {"undo" | "redo"} kind */
  #of(kind) {
    return kind === "undo" ? this.#undo : this.#redo;
  }

  #count() {
    this.depth.value = { undo: this.#undo.length, redo: this.#redo.length };
  }
}

/** @param {Stacks["undo"][number]} plain @returns {DoneEdit} */
function doneFromJson(plain) {
  const { id, target, ops, inverse, large, job } = plain;
  return { id, target, ops: ops.map(operationFromJson), inverse: inverse.map(operationFromJson), isLarge: large, job };
}
