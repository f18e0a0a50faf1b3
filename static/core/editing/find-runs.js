/**
 * Runs searches in a worker (`find-worker.js`), one at a time. The worker keeps the texts; it is ended when
 * another search begins before it has finished, and when it is silent for too long.
 */

/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("./find-worker.js").Hit} Hit */
/** @typedef {import("./find-worker.js").Report} Report */

const SILENT_MS = 2_000; // a worker that is silent this long runs an expression without end

/**
 * What is asked of the worker, besides the texts.
 * @typedef {object} Search
 * @property {number[]} ids segments, in order
 * @property {import("../text/find-replace.js").FindQuery} query
 * @property {import("../text/find-replace.js").Replacement} replacement
 * @property {number} limit of hits
 */

/**
 * @param {object} options
 * @param {() => Worker} options.spawn
 * @param {(result: {transcript: Transcript, hits: Hit[], isCapped: boolean}) => void} options.onDone
 * @param {(message: string) => void} options.onTimeout the search was stopped
 * @param {(message: string) => void} options.onError the worker failed
 */
export function createFindRuns({ spawn, onDone, onTimeout, onError }) {
  /** @type {Worker | null} */
  let worker = null;
  /** @type {Transcript | null} the transcript whose texts the worker has */
  let known = null;
  /** @type {{number: number, transcript: Transcript, hits: Hit[]} | null} the running search */
  let running = null;
  let last = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let watchdog;

  const end = () => {
    clearTimeout(watchdog);
    worker?.terminate();
    worker = known = running = null;
  };
  const watch = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      end();
      onTimeout("The search was stopped because this expression takes too long. The usual cause is a repetition inside a repetition, such as (a+)+.");
    }, SILENT_MS);
  };
  const receive = (/** @type {Report} */ report) => {
    if (!running || report.run !== running.number) return;
    running.hits.push(...report.hits);
    if (!report.done) return watch();
    clearTimeout(watchdog);
    const { transcript, hits } = running;
    running = null;
    onDone({ transcript, hits, isCapped: report.isCapped });
  };
  const begin = () => {
    const made = spawn();
    made.onmessage = (event) => receive(event.data);
    made.onerror = (event) => {
      end();
      onError(`The search failed: ${event.message}`);
    };
    return made;
  };

  return {
    /**
     * Search; the search before it is ended.
     * @param {Transcript} transcript
     * @param {Search} search
     */
    start(transcript, search) {
      if (running) end();
      worker ??= begin();
      running = { number: ++last, transcript, hits: [] };
      worker.postMessage({ ...changesOf(known, transcript), ...search, run: running.number });
      known = transcript;
      watch();
    },
    /** End the running search; without one, the worker stays for the next. */
    cancel: () => void (running && end()),
    end,
  };
}

/**
 * The message that updates a worker from one transcript to another.
 *
 * @param {Transcript | null} known
 * @param {Transcript} transcript
 */
export function changesOf(known, transcript) {
  /** @type {[number, string][]} */
  const put = [];
  for (const segment of transcript.segments) {
    if (known?.segment(segment.id) !== segment) put.push([segment.id, segment.text]);
  }
  const remove = known ? known.segments.filter(({ id }) => !transcript.segment(id)).map(({ id }) => id) : [];
  return { put, remove };
}
