/**
 * The server's events. The browser resumes an interrupted stream; a stream that the browser has
 * closed is opened again here.
 */

import { signal } from "@preact/signals-core";

import { Scope } from "../base/scope.js";

const REOPEN_MS = 2_000;
const CLOSED = 2;

/**
 * @typedef {object} EventStream
 * @property {import("@preact/signals-core").Signal<boolean>} isLive
 * @property {(type: "media" | "job" | "edit" | "reset" | "open", handler: (payload: any) => void) => void} on
 */

/**
 * @param {Scope} scope
 * @param {{url: string, open: (url: string) => EventSource}} options
 * @returns {EventStream}
 */
export function openEvents(scope, { url, open }) {
  const isLive = signal(false);
  /** @type {Map<string, ((payload: any) => void)[]>} */
  const handlers = new Map();
  let source = /** @type {EventSource | null} */ (null);
  let current = new Scope();
  let lastId = "";

  const tell = (/** @type {string} */ type, /** @type {any} */ payload) => {
    for (const handler of handlers.get(type) ?? []) handler(payload);
  };
  const connect = () => {
    current.close();
    current = new Scope();
    const opened = open(lastId ? `${url}?since=${lastId}` : url);
    source = opened;
    current.add(() => opened.close());
    current.listen(opened, "open", () => {
      isLive.value = true;
      tell("open", null);
    });
    current.listen(opened, "error", () => void (isLive.value = false));
    for (const type of ["media", "job", "edit", "reset"]) {
      current.listen(opened, type, (/** @type {MessageEvent} */ event) => {
        if (event.lastEventId) lastId = event.lastEventId;
        tell(type, JSON.parse(event.data));
      });
    }
  };
  connect();
  scope.every(REOPEN_MS, () => {
    if (source?.readyState === CLOSED) connect();
  });
  scope.add(() => current.close());
  return {
    isLive,
    on: (type, handler) => void handlers.set(type, [...(handlers.get(type) ?? []), handler]),
  };
}
