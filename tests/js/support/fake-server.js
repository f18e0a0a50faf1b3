/** A fake of the server's part in editing, of the browser's storage and of the event stream, in memory. */

import { after } from "node:test";

import { ApiProblem, Unreachable } from "../../../static/core/sync/api.js";
import { Scope } from "../../../static/core/base/scope.js";
import { Transcript, applyAll } from "../../../static/core/document/operations.js";
import { createStore } from "../../../static/core/sync/transcript-store.js";
import { operationFromJson, operationToJson, segmentToJson } from "../../../static/core/document/serialization.js";
import { settled } from "./settled.js";

/** @typedef {import("../../../static/core/document/operations.js").Operation} Operation */
/** @typedef {import("../../../static/core/document/operations.js").Segment} Segment */
/** @typedef {import("../../../static/core/sync/pending-edits.js").PendingEdit} PendingEdit */

export const MEDIA = "m1";

const scopes = /** @type {Scope[]} */ ([]);
after(() => scopes.forEach((scope) => scope.close())); // a timer that waits for a lost server keeps Node running

/** @param {number} id @param {string} [text] @returns {Segment} */
export function segment(id, text = `text ${id}`) {
  return { id, startMs: id * 1000, endMs: id * 1000 + 900, text, speaker: null, status: "draft", words: [] };
}

/** @param {number} id @param {string} text @returns {Operation} */
export const setText = (id, text) => ({ op: "set_text", id, text });

/** Applies edits as the server does, and undoes large ones. It looks for no conflicts: a test sets `refusal`. */
export class FakeServer {
  transcript;
  revision = 1;
  /** @type {any[]} every edit that was accepted, in order */
  edits = [];
  /** @type {any[]} every body that was sent, accepted or not */
  sent = [];
  isUp = true;
  /** Why an edit is refused, empty if it is not. @type {(edit: any) => string} */
  refusal = () => "";
  /** Called before an edit is accepted; others may be quicker there. @type {(edit: any) => void | Promise<void>} */
  beforeEdit = () => {};
  /** The undo stack of the server, newest first. @type {any[]} */
  undoable = [];
  nReads = 0;
  nStackReads = 0;

  /** @param {Segment[]} segments */
  constructor(segments) {
    this.transcript = new Transcript(segments, []);
  }

  /** @param {number} id */
  text(id) {
    return this.transcript.segment(id)?.text;
  }

  /**
   * An edit by another window. Returns the event that tells of it.
   * @param {Operation[]} ops
   * @param {{id?: string, kind?: string, large?: boolean, origin?: string, job?: number | null}} [options]
   */
  editElsewhere(ops, { id = `other-${this.revision + 1}`, kind = "edit", large = false, origin = "person", job = null } = {}) {
    const changed = this.#accept({ id, kind, origin, job, target: null, ops: ops.map(operationToJson) });
    const shown = large ? { segments: [], removed: [], large } : changed;
    const words_only = origin === "align" && ops.every((op) => op.op === "set_words");
    return { media: MEDIA, id, kind, origin, job, words_only, revision: this.revision, ...shown };
  }

  async compact() {
    this.#answer();
    this.nReads++;
    const rows = this.transcript.segments.map((one) => [one.id, one.startMs, one.endMs, one.text, one.speaker, one.status, [], 0]);
    return { revision: this.revision, speakers: this.transcript.speakers.map(({ id, name }) => [id, name]), segments: rows };
  }

  /** @param {string} _ @param {number} limit @param {number} [offset] */
  async undoStack(_, limit, offset = 0) {
    this.#answer();
    this.nStackReads++;
    return { undo: this.undoable.slice(offset, offset + limit), redo: [] };
  }

  /** @param {string} _ @param {number} revision */
  async editsSince(_, revision) {
    this.#answer();
    return { edits: this.edits.filter((edit) => edit.revision > revision) };
  }

  /** @param {string} _ @param {any} edit */
  async sendEdit(_, edit) {
    this.#answer();
    this.sent.push(edit);
    await this.beforeEdit(edit);
    const why = this.refusal(edit);
    if (why) throw new ApiProblem(409, { title: why });
    return { ...this.#accept(edit), revision: this.revision };
  }

  #answer() {
    if (!this.isUp) throw new Unreachable();
  }

  /** @param {any} edit */
  #accept(edit) {
    const before = this.transcript;
    const target = this.edits.find((known) => known.id === edit.target);
    const ops = edit.ops.length ? edit.ops.map(operationFromJson) : target.inverse.map(operationFromJson);
    const done = applyAll(before, ops);
    this.transcript = done.transcript;
    if (edit.kind === "undo") this.undoable = this.undoable.filter((known) => known.id !== edit.target);
    this.edits.push({ ...edit, ops: ops.map(operationToJson), inverse: done.inverse.map(operationToJson), revision: ++this.revision });
    return {
      segments: this.transcript.segments.filter((one) => before.segment(one.id) !== one).map(segmentToJson),
      removed: before.segments.filter((one) => !this.transcript.segment(one.id)).map((one) => one.id),
    };
  }
}

/** What `openPendingEdits` stores in IndexedDB, in memory. `left` are the queues of windows that were closed. */
export class FakeEditStorage {
  /** @type {Map<string, PendingEdit>} */
  kept = new Map();
  /** @type {number | null} */
  base = null;
  isFull = false;

  /** @param {{base: number, edits: PendingEdit[]}[]} [left] */
  constructor(left = []) {
    this.left = left;
  }

  async adopt() {
    for (const edit of this.left.flatMap(({ edits }) => edits)) this.kept.set(edit.id, edit);
    return this.left.splice(0);
  }
  async put(/** @type {PendingEdit} */ edit) {
    if (this.isFull) throw new Error("The storage is full");
    this.kept.set(edit.id, structuredClone(edit));
  }
  async remove(/** @type {readonly string[]} */ ids) {
    for (const id of ids) this.kept.delete(id);
  }
  async setBase(/** @type {number} */ base) {
    this.base = base;
  }
}

export class FakeEvents {
  /** @type {Map<string, (payload: any) => void>} */
  #handlers = new Map();
  isLive = { peek: () => false };

  /** @param {string} type @param {(payload: any) => void} handler */
  on(type, handler) {
    this.#handlers.set(type, handler);
  }
  /** @param {string} type @param {any} [payload] */
  tell(type, payload = null) {
    this.#handlers.get(type)?.(payload);
  }
}

/**
 * A loaded store on a fake server.
 *
 * @param {object} [options]
 * @param {FakeServer} [options.server]
 * @param {FakeEditStorage} [options.storage]
 * @param {(server: FakeServer) => void} [options.prepare]
 */
export async function openStore({ server = new FakeServer([1, 2, 3].map((id) => segment(id))), storage = new FakeEditStorage(), prepare } = {}) {
  prepare?.(server);
  const scope = new Scope();
  scopes.push(scope);
  const events = new FakeEvents();
  const store = createStore(scope, /** @type {any} */ ({ mediaId: MEDIA, api: server, events, pendingEdits: storage, author: () => "Ann" }));
  await store.load();
  const text = (/** @type {number} */ id) => store.transcript.peek().segment(id)?.text;
  const saved = () => settled(() => store.saveState.peek() === "saved" && store.revision.peek() === server.revision);
  return { store, server, storage, events, scope, text, saved };
}
