/**
 * The server's events. The browser resumes an interrupted stream; a stream that the browser has
 * closed is opened again here.
 */

import { signal } from "@preact/signals-core";

import { Scope } from "../base/scope.js";

const REOPEN_MS = 2_000;
const CLOSED = 2;

/** @typedef {import("./api-types.js").Segment} JsonSegment */

/**
 * An edit of any window. Without its segments if it is `large`.
 * @typedef {object} EditEvent
 * @property {string} media
 * @property {string} id
 * @property {number} revision
 * @property {import("./api-types.js").Edit["kind"]} kind
 * @property {import("./api-types.js").Edit["origin"]} origin
 * @property {number | null} job the job that made it
 * @property {boolean} [words_only] an alignment that only set words: it conflicts with no unsent edit
 * @property {boolean} [large]
 * @property {JsonSegment[]} segments
 * @property {number[]} removed
 * @property {import("./api-types.js").Speaker[]} [speakers] all speakers, if the edit changed them
 * @property {number[]} [waiting] segments whose words are to be realigned
 */

/** @typedef {{id: string, deleted: true, media?: undefined}} Gone a recording that is deleted for good */

/**
 * What is told of, by type. "open" and "reset" come without a payload: the connection is there (again),
 * or events were missed.
 * @typedef {object} Events
 * @property {import("./api-types.js").Media | Gone} media
 * @property {import("./api-types.js").Job | Gone} job
 * @property {EditEvent} edit
 * @property {object} reset
 * @property {null} open
 */

/**
 * @typedef {object} EventStream
 * @property {import("@preact/signals-core").Signal<boolean>} isLive
 * @property {<T extends keyof Events>(type: T, handler: (payload: Events[T]) => void) => void} on
 */

/**
 * @param {Scope} scope
 * @param {object} options
 * @param {string} options.url
 * @param {(url: string) => EventSource} options.open
 * @param {string} [options.since] id of the event after which the first connection begins; without it, events before the
 *   connection are not told
 * @returns {EventStream}
 */
export function openEvents(scope, { url, open, since = "" }) {
  const isLive = signal(false);
  /** @type {{[T in keyof Events]: ((payload: Events[T]) => void)[]}} */
  const handlers = { media: [], job: [], edit: [], reset: [], open: [] };
  let source = /** @type {EventSource | null} */ (null);
  let current = new Scope();
  let lastId = since;

  /** @type {<T extends keyof Events>(type: T, payload: Events[T]) => void} */
  const tell = (type, payload) => {
    for (const handler of handlers[type]) handler(payload);
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
    for (const type of /** @type {const} */ (["media", "job", "edit", "reset"])) {
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
    on(type, handler) {
      handlers[type].push(handler);
    },
  };
}
