/**
 * Requests to /api/v1. Failures are `ApiProblem` (an error answer) or `Unreachable`.
 *
 * Routes, answers and bodies are checked against the server's OpenAPI document (`api-types.d.ts`).
 */

/** @typedef {import("./api-types.js").Answers} Answers */
/** @typedef {import("./api-types.js").Bodies} Bodies */
/** @typedef {import("./api-types.js").Problem} Problem */
/** @typedef {{encoding?: string, frame_rate?: string, by?: string, speakers?: string}} ImportOptions how a file is read; a missing one is found out */
/** @typedef {{mode: string, at?: string, speaker?: string, keep_lines?: string, approved?: string, author?: string, preview?: string}} MergeOptions how a file is merged; `at`: seconds, empty for the usual place */
/** @typedef {keyof Answers & string} Route */

/** @typedef {Record<string, string | number | undefined | readonly string[]>} Query undefined is left out, a list is repeated */

/**
 * What a request needs besides its route: values for the places of the path, the query, and a body as JSON or as it is.
 * @typedef {object} Request
 * @property {Record<string, string | number>} [path]
 * @property {Query} [query]
 * @property {unknown} [json]
 * @property {BodyInit} [raw]
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 */

/** An error answer: a problem document, whose title says what to do. */
export class ApiProblem extends Error {
  /**
   * @param {number} status
   * @param {(Partial<Problem> & Record<string, unknown>) | null} body the problem document; null if there is none
   */
  constructor(status, body) {
    super(body?.title || `The server answered with status ${status}.`);
    this.status = status;
    this.body = body ?? {};
  }
}

/** No answer: the server is down, or the network. */
export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached. Is Transcribe still running?");
  }
}

const KEEPALIVE_BYTES = 60_000; // browsers reject larger bodies with `keepalive`
const JSON_HEADERS = { "Content-Type": "application/json" };
const RAW_HEADERS = { "Content-Type": "application/octet-stream" };

/**
 * @param {typeof fetch} fetchIt
 * @param {string} [root]
 */
export function createApi(fetchIt, root = "/api/v1") {
  const call = createCall(fetchIt, root);
  return { ...libraryCalls(call), ...mediaCalls(call), ...editCalls(call), ...jobCalls(call), ...historyCalls(call), ...findCalls(call), ...glossaryCalls(call), ...uploadCalls(call) };
}

/** @typedef {ReturnType<typeof createApi>} Api */

/** @typedef {<R extends Route>(route: R, request?: Request & (R extends keyof Bodies ? {json?: Bodies[R]} : {json?: undefined})) => Promise<Answers[R]>} Call */

/**
 * @param {typeof fetch} fetchIt
 * @param {string} root
 * @returns {Call}
 */
function createCall(fetchIt, root) {
  return async (route, given) => {
    /** @type {Request} */
    const request = given ?? {};
    const { signal } = request;
    const [method, path] = route.split(" ");
    let response;
    try {
      response = await fetchIt(root + addressOf(path, request), { method, signal, ...bodyOf(request) });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Unreachable();
    }
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    const body = await (isJson ? response.json() : response.text()).catch(() => null);
    if (!response.ok) throw new ApiProblem(response.status, isJson ? body : null);
    return body;
  };
}

/**
 * @param {string} template with places in braces
 * @param {Request} request
 */
function addressOf(template, { path = {}, query = {} }) {
  const filled = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name]));
  const asked = Object.entries(query).flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}=${encodeURIComponent(one)}`));
  return filled + (asked.length ? "?" : "") + asked.join("&");
}

/**
 * @param {Request} request
 * @returns {RequestInit}
 */
function bodyOf({ json, raw, headers, signal }) {
  if (raw !== undefined) return { body: raw, headers: { ...RAW_HEADERS, ...headers } };
  if (json === undefined) return {};
  const body = JSON.stringify(json);
  // What is sent while the page closes still arrives. What can be cancelled is not worth it.
  return { body, headers: JSON_HEADERS, keepalive: !signal && body.length < KEEPALIVE_BYTES };
}

/** @typedef {Bodies["POST /projects/{project_id}/corpora"]} CorpusRequest */
/** @typedef {Bodies["POST /projects/{project_id}/releases/{release_id}/bakeoffs"]} BakeoffRequest */

/** @param {Call} call */
const libraryCalls = (call) => ({
  library: (/** @type {Query} */ query, /** @type {AbortSignal | undefined} */ signal = undefined) => call("GET /library", { query, signal }),
  tags: () => call("GET /tags"),
  libraryRows: (/** @type {string[]} */ ids) => call("GET /library", { query: { id: ids } }),
  libraryIds: (/** @type {Query} */ query) => call("GET /library/ids", { query }),
  nextInLibrary: (/** @type {string} */ id, /** @type {"next" | "previous"} */ direction, /** @type {Query} */ query) =>
    call("GET /library/next", { query: { after: id, direction, ...query } }),
  projects: () => call("GET /projects", {}),
  addProject: (/** @type {Bodies["POST /projects"]} */ project) => call("POST /projects", { json: project }),
  corpusFormats: () => call("GET /formats/corpora"),
  previewCorpus: (/** @type {string} */ project, /** @type {CorpusRequest} */ asked, /** @type {AbortSignal} */ signal) =>
    call("POST /projects/{project_id}/corpora/preview", { path: { project_id: project }, json: asked, signal }),
  makeCorpus: (/** @type {string} */ project, /** @type {CorpusRequest} */ asked) => call("POST /projects/{project_id}/corpora", { path: { project_id: project }, json: asked }),
  projectJobs: (/** @type {string} */ project) => call("GET /jobs", { query: { project } }),
  releases: (/** @type {string} */ project) => call("GET /projects/{project_id}/releases", { path: { project_id: project } }),
  bakeoffs: (/** @type {string} */ project, /** @type {number} */ release) =>
    call("GET /projects/{project_id}/releases/{release_id}/bakeoffs", { path: { project_id: project, release_id: release } }),
  compareModels: (/** @type {string} */ project, /** @type {number} */ release, /** @type {BakeoffRequest} */ asked) =>
    call("POST /projects/{project_id}/releases/{release_id}/bakeoffs", { path: { project_id: project, release_id: release }, json: asked }),
  releaseDifference: (/** @type {string} */ project, /** @type {number} */ release, /** @type {number} */ from) =>
    call("GET /projects/{project_id}/releases/{release_id}/difference", { path: { project_id: project, release_id: release }, query: { from } }),
  knownVoices: (/** @type {string} */ project) => call("GET /projects/{project_id}/voices", { path: { project_id: project } }),
  turnVoices: (/** @type {string} */ project, /** @type {boolean} */ isOn) => call("PUT /projects/{project_id}/voices", { path: { project_id: project }, json: { is_on: isOn } }),
  renameVoice: (/** @type {string} */ project, /** @type {number} */ voice, /** @type {string} */ name) =>
    call("PATCH /projects/{project_id}/voices/{voice_id}", { path: { project_id: project, voice_id: voice }, json: { name } }),
  forgetVoice: (/** @type {string} */ project, /** @type {number} */ voice) =>
    call("DELETE /projects/{project_id}/voices/{voice_id}", { path: { project_id: project, voice_id: voice } }),
  bulk: (/** @type {Bodies["POST /library/bulk"]} */ action) => call("POST /library/bulk", { json: action }),
});

/** @param {Call} call */
const mediaCalls = (call) => ({
  media: (/** @type {string} */ id) => call("GET /media/{media_id}", { path: { media_id: id } }),
  changeMedia: (/** @type {string} */ id, /** @type {Bodies["PATCH /media/{media_id}"]} */ changes) =>
    call("PATCH /media/{media_id}", { path: { media_id: id }, json: changes }),
  putPlace: (/** @type {string} */ id, /** @type {Bodies["PUT /media/{media_id}/place"]} */ place) =>
    call("PUT /media/{media_id}/place", { path: { media_id: id }, json: place }),
  deleteMedia: (/** @type {string} */ id) => call("DELETE /media/{media_id}", { path: { media_id: id } }),
  restoreMedia: (/** @type {string} */ id) => call("POST /media/{media_id}/restore", { path: { media_id: id } }),
  compact: async (/** @type {string} */ id) =>
    /** @type {import("./api-types.js").CompactTranscript} */ (
      await call("GET /media/{media_id}/transcript", { path: { media_id: id }, query: { format: "compact" } })
    ),
  translation: (/** @type {string} */ id) => call("GET /media/{media_id}/translation", { path: { media_id: id } }),
  onsets: (/** @type {string} */ id, /** @type {number} */ from, /** @type {number} */ to) =>
    call("GET /media/{media_id}/onsets", { path: { media_id: id }, query: { from, to } }),
  importFile: (/** @type {string} */ id, /** @type {Blob} */ file, /** @type {string} */ name, /** @type {ImportOptions} */ options = {}) =>
    call("POST /media/{media_id}/import", { path: { media_id: id }, query: { name, ...options }, raw: file }),
  previewImport: (/** @type {string} */ id, /** @type {Blob} */ file, /** @type {string} */ name, /** @type {ImportOptions} */ options = {}) =>
    call("POST /media/{media_id}/import", { path: { media_id: id }, query: { name, ...options, preview: "1" }, raw: file }),
  shiftTimes: (/** @type {string} */ id, /** @type {Bodies["POST /media/{media_id}/shift"]} */ shift) =>
    call("POST /media/{media_id}/shift", { path: { media_id: id }, json: shift }),
  compare: (/** @type {string} */ id, /** @type {string} */ name) => call("GET /media/{media_id}/compare", { path: { media_id: id }, query: { with: name } }),
  compareFile: (/** @type {string} */ id, /** @type {File} */ file, /** @type {ImportOptions} */ options = {}) =>
    call("POST /media/{media_id}/compare", { path: { media_id: id }, query: { name: file.name, ...options }, raw: file }),
  mergeFile: (/** @type {string} */ id, /** @type {File} */ file, /** @type {MergeOptions} */ options) =>
    call("POST /media/{media_id}/merge", { path: { media_id: id }, query: { name: file.name, ...options }, raw: file }),
  formats: () => call("GET /formats"),
  profiles: () => call("GET /profiles"),
  speakerHalves: (/** @type {string} */ id, /** @type {string} */ speaker) => call("GET /media/{media_id}/speaker-halves", { path: { media_id: id }, query: { speaker } }),
  speakerNames: (/** @type {string} */ id) => call("GET /media/{media_id}/speaker-names", { path: { media_id: id } }),
  keepVoice: (/** @type {string} */ id, /** @type {string} */ speaker) => call("POST /media/{media_id}/voices", { path: { media_id: id }, json: { speaker } }),
  speakerTurns: (/** @type {string} */ id) => call("GET /media/{media_id}/speaker-turns", { path: { media_id: id } }),
  speakerOffers: (/** @type {string} */ id, /** @type {number} */ segment, /** @type {string | null} */ was) =>
    call("GET /media/{media_id}/speaker-offers", { path: { media_id: id }, query: { segment: String(segment), was: was ?? "" } }),
  checks: (/** @type {string} */ id, /** @type {string} */ profile) => call("GET /media/{media_id}/checks", { path: { media_id: id }, query: { profile } }),
  fixChecks: (/** @type {string} */ id, /** @type {Bodies["POST /media/{media_id}/checks/fix"]} */ fix) => call("POST /media/{media_id}/checks/fix", { path: { media_id: id }, json: fix }),
  models: () => call("GET /models"),
});

/** @param {Call} call */
const editCalls = (call) => ({
  undoStack: (/** @type {string} */ id, /** @type {number} */ limit, offset = 0) =>
    call("GET /media/{media_id}/undo", { path: { media_id: id }, query: { limit, offset } }),
  editsSince: (/** @type {string} */ id, /** @type {number} */ revision) =>
    call("GET /media/{media_id}/edits", { path: { media_id: id }, query: { since: revision } }),
  sendEdit: (/** @type {string} */ id, /** @type {Bodies["POST /media/{media_id}/edits"]} */ edit) =>
    call("POST /media/{media_id}/edits", { path: { media_id: id }, json: edit }),
  alignment: (/** @type {string} */ id) => call("GET /media/{media_id}/alignment", { path: { media_id: id } }),
  hintAlignment: (/** @type {string} */ id, /** @type {Bodies["POST /media/{media_id}/alignment"]} */ hints) =>
    call("POST /media/{media_id}/alignment", { path: { media_id: id }, json: hints }),
  alternatives: (/** @type {string} */ id, /** @type {Bodies["POST /media/{media_id}/alternatives"]} */ question, /** @type {AbortSignal} */ signal) =>
    call("POST /media/{media_id}/alternatives", { path: { media_id: id }, json: question, signal }),
});

/** @typedef {Bodies["POST /media/{media_id}/jobs"]} JobRequest */

/** @param {Call} call */
const jobCalls = (call) => ({
  prepare: (/** @type {string} */ id) => call("POST /media/{media_id}/jobs", { path: { media_id: id }, json: { kind: "ingest" } }),
  draft: (/** @type {string} */ id, /** @type {Omit<JobRequest, "kind">} */ options) =>
    call("POST /media/{media_id}/jobs", { path: { media_id: id }, json: { kind: "draft", ...options } }),
  addJob: (/** @type {string} */ id, /** @type {JobRequest} */ body) => call("POST /media/{media_id}/jobs", { path: { media_id: id }, json: body }),
  shots: (/** @type {string} */ id) => call("GET /media/{media_id}/shots", { path: { media_id: id } }),
  changeShots: (/** @type {string} */ id, /** @type {Bodies["PATCH /media/{media_id}/shots"]} */ change) => call("PATCH /media/{media_id}/shots", { path: { media_id: id }, json: change }),
  videoStyles: () => call("GET /video-styles"),
  videos: (/** @type {string} */ id) => call("GET /media/{media_id}/videos", { path: { media_id: id } }),
  deleteVideo: (/** @type {string} */ id, /** @type {string} */ video) => call("DELETE /media/{media_id}/videos/{video_id}", { path: { media_id: id, video_id: video } }),
  proposal: (/** @type {number} */ job) => call("GET /jobs/{job_id}/proposal", { path: { job_id: job } }),
  jobs: (/** @type {string} */ id) => call("GET /jobs", { query: { media: id } }),
  quarantine: (/** @type {string} */ id) => call("GET /media/{media_id}/quarantine", { path: { media_id: id } }),
  notices: (/** @type {string} */ id) => call("GET /media/{media_id}/notices", { path: { media_id: id } }),
  changeNotice: (/** @type {string} */ id, /** @type {number} */ notice, /** @type {Bodies["PATCH /media/{media_id}/notices/{notice_id}"]} */ change) =>
    call("PATCH /media/{media_id}/notices/{notice_id}", { path: { media_id: id, notice_id: notice }, json: change }),
  work: (/** @type {number | undefined} */ limit = undefined) => call("GET /workers", { query: { limit } }),
  pauseJob: (/** @type {number} */ id) => call("POST /jobs/{job_id}/pause", { path: { job_id: id } }),
  resumeJob: (/** @type {number} */ id) => call("POST /jobs/{job_id}/resume", { path: { job_id: id } }),
  cancelJob: (/** @type {number} */ id) => call("DELETE /jobs/{job_id}", { path: { job_id: id } }),
  retryChunk: (/** @type {number} */ id) => call("POST /chunks/{chunk_id}/retry", { path: { chunk_id: id } }),
  throughput: (/** @type {"hour" | "day"} */ period) => call("GET /jobs/throughput", { query: { period } }),
  retryFailures: (/** @type {Bodies["POST /jobs/retry"]} */ failures) => call("POST /jobs/retry", { json: failures }),
  dismissFailures: (/** @type {Bodies["POST /jobs/dismiss"]} */ failures) => call("POST /jobs/dismiss", { json: failures }),
});

/** @param {Call} call */
const historyCalls = (call) => ({
  history: (/** @type {string} */ id, /** @type {number} */ limit, /** @type {number | undefined} */ before = undefined) =>
    call("GET /media/{media_id}/history", { path: { media_id: id }, query: { limit, before } }),
  changes: (/** @type {string} */ id, /** @type {number | undefined} */ revision = undefined) =>
    call("GET /media/{media_id}/changes", { path: { media_id: id }, query: { since_revision: revision } }),
  restoreRevision: (/** @type {string} */ id, /** @type {number} */ revision, /** @type {string} */ author) =>
    call("POST /media/{media_id}/revisions/{revision}/restore", { path: { media_id: id, revision }, json: { author } }),
  statistics: (/** @type {string} */ id) => call("GET /media/{media_id}/statistics", { path: { media_id: id } }),
  effort: (/** @type {string} */ id) => call("GET /media/{media_id}/effort", { path: { media_id: id } }),
  reportEffort: (/** @type {string} */ id, /** @type {Bodies["POST /media/{media_id}/effort"]} */ report) =>
    call("POST /media/{media_id}/effort", { path: { media_id: id }, json: report }),
});

/** @param {Call} call */
const findCalls = (call) => ({
  search: (/** @type {string} */ query, /** @type {AbortSignal} */ signal) => call("GET /search", { query: { q: query }, signal }),
  findAll: (/** @type {Bodies["POST /find"]} */ query) => call("POST /find", { json: query }),
  replaceAll: (/** @type {Bodies["POST /replace"]} */ body) => call("POST /replace", { json: body }),
  undoReplace: (/** @type {Bodies["POST /replace/undo"]} */ edits) => call("POST /replace/undo", { json: edits }),
});

/** @param {Call} call */
const glossaryCalls = (call) => ({
  glossary: (language = "") => call("GET /glossary", { query: { language } }),
  addTerm: (/** @type {Bodies["POST /glossary"]} */ term) => call("POST /glossary", { json: term }),
  changeTerm: (/** @type {number} */ id, /** @type {Bodies["PATCH /glossary/{term_id}"]} */ term) =>
    call("PATCH /glossary/{term_id}", { path: { term_id: id }, json: term }),
  removeTerm: (/** @type {number} */ id) => call("DELETE /glossary/{term_id}", { path: { term_id: id } }),
  importTerms: (/** @type {string} */ table) => call("POST /glossary/import", { raw: table }),
});

/** @param {Call} call */
const uploadCalls = (call) => ({
  beginUpload: (/** @type {Bodies["POST /uploads"]} */ file) => call("POST /uploads", { json: file }),
  upload: (/** @type {string} */ id) => call("GET /uploads/{upload_id}", { path: { upload_id: id } }),
  /** Send a part of a file; `headers` say where it belongs. */
  uploadPart: (/** @type {string} */ id, /** @type {Blob} */ part, /** @type {Record<string, string>} */ headers) =>
    call("PATCH /uploads/{upload_id}", { path: { upload_id: id }, raw: part, headers }),
  finishUpload: (/** @type {string} */ id, /** @type {Bodies["POST /uploads/{upload_id}/finish"]} */ options) =>
    call("POST /uploads/{upload_id}/finish", { path: { upload_id: id }, json: options }),
  dropUpload: (/** @type {string} */ id) => call("DELETE /uploads/{upload_id}", { path: { upload_id: id } }),
});
