/**
 * Segments whose word times are estimates until realignment is done, and hints for the realigner:
 * the segment the user is about to edit, and the one just left.
 */

import { effect, signal } from "@preact/signals-core";

const HINT_MS = 300; // ignore segments that the user only passes through
const LOOK_AGAIN_MS = 8_000; // failed realignments end without an event

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {object} options
 * @param {string} options.mediaId
 * @param {import("./api.js").Api} options.api
 * @param {import("./events.js").EventStream} options.events
 * @param {import("@preact/signals-core").Signal<number | null>} options.segmentId the selected segment
 * @param {() => boolean} options.isWanted
 */
export function createRealignment(scope, { mediaId, api, events, segmentId, isWanted }) {
  const waiting = signal(/** @type {ReadonlySet<number>} */ (new Set()));
  let prefetched = /** @type {number | null} */ (null);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const take = (/** @type {Iterable<number>} */ ids) => {
    const next = new Set(ids);
    const isSame = next.size === waiting.peek().size && [...next].every((id) => waiting.peek().has(id));
    if (!isSame) waiting.value = next;
  };
  const read = async () => {
    const answer = await api.alignment(mediaId).catch(() => null);
    if (answer) take(answer.waiting);
  };
  const hint = async () => {
    const here = segmentId.peek();
    const prioritise = [...waiting.peek()].filter((id) => id !== here).slice(0, 100);
    const prefetch = here !== null && here !== prefetched ? here : null;
    if (!isWanted() || (!prioritise.length && prefetch === null)) return;
    prefetched = here;
    const answer = await api.hintAlignment(mediaId, { prioritise, ...(prefetch !== null && { prefetch }) }).catch(() => null);
    if (answer) take(answer.waiting);
  };
  const hintSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void hint(), HINT_MS);
  };

  events.on("edit", (event) => {
    if (event.media !== mediaId) return;
    const touched = new Set([...event.segments.map((segment) => segment.id), ...event.removed]);
    const kept = [...waiting.peek()].filter((id) => !touched.has(id));
    take([...kept, ...(event.waiting ?? [])]);
    if ((event.waiting ?? []).some((id) => id !== segmentId.peek())) hintSoon();
  });
  for (const type of /** @type {const} */ (["open", "reset"])) events.on(type, () => void read());
  scope.every(LOOK_AGAIN_MS, () => void (waiting.peek().size && read()));
  scope.add(
    effect(() => {
      if (segmentId.value !== null) hintSoon();
    }),
  );
  scope.add(() => clearTimeout(timer));
  return { waiting, read };
}

/** @typedef {ReturnType<typeof createRealignment>} Realignment */
