/** Requests to /api/v1. Failures are `ApiProblem` (an error answer) or `Unreachable`. */

/** An error answer: a problem document, whose title says what to do. */
export class ApiProblem extends Error {
  /**
   * @param {number} status
   * @param {any} body the problem document, or what was parsed of the answer
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

/**
 * @param {typeof fetch} fetchIt
 * @param {string} [root]
 */
export function createApi(fetchIt, root = "/api/v1") {
  /**
   * @param {string} path
   * @param {RequestInit} [init]
   */
  const ask = async (path, init = {}) => {
    let response;
    try {
      response = await fetchIt(root + path, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new Unreachable();
    }
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    const body = await (isJson ? response.json() : response.text()).catch(() => null);
    if (!response.ok) throw new ApiProblem(response.status, isJson ? body : null);
    return body;
  };
  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} plain
   * @returns {Promise<any>}
   */
  const send = (method, path, plain) => {
    const body = JSON.stringify(plain);
    const keepalive = body.length < KEEPALIVE_BYTES;
    return ask(path, { method, body, keepalive, headers: { "Content-Type": "application/json" } });
  };
  return {
    ask,
    listMedia: () => ask("/media"),
    media: (/** @type {string} */ id) => ask(`/media/${id}`),
    changeMedia: (/** @type {string} */ id, /** @type {object} */ changes) => send("PATCH", `/media/${id}`, changes),
    deleteMedia: (/** @type {string} */ id) => ask(`/media/${id}`, { method: "DELETE" }),
    restoreMedia: (/** @type {string} */ id) => ask(`/media/${id}/restore`, { method: "POST" }),
    compact: (/** @type {string} */ id) => ask(`/media/${id}/compact`),
    undoStack: (/** @type {string} */ id, /** @type {number} */ limit, offset = 0) =>
      ask(`/media/${id}/undo?limit=${limit}&offset=${offset}`),
    editsSince: (/** @type {string} */ id, /** @type {number} */ revision) =>
      ask(`/media/${id}/edits?since=${revision}`),
    sendEdit: (/** @type {string} */ id, /** @type {object} */ edit) => send("POST", `/media/${id}/edits`, edit),
    prepare: (/** @type {string} */ id) => send("POST", `/media/${id}/jobs`, { kind: "ingest" }),
    draft: (/** @type {string} */ id, /** @type {object} */ options) =>
      send("POST", `/media/${id}/jobs`, { kind: "draft", ...options }),
    proposal: (/** @type {number} */ job) => ask(`/jobs/${job}/proposal`),
    addJob: (/** @type {string} */ id, /** @type {object} */ body) => send("POST", `/media/${id}/jobs`, body),
    alignment: (/** @type {string} */ id) => ask(`/media/${id}/alignment`),
    hintAlignment: (/** @type {string} */ id, /** @type {object} */ hints) => send("POST", `/media/${id}/alignment`, hints),
    onsets: (/** @type {string} */ id, /** @type {number} */ from, /** @type {number} */ to) =>
      ask(`/media/${id}/onsets?from=${from}&to=${to}`),
    jobs: (/** @type {string} */ id) => ask(`/jobs?media=${id}`),
    quarantine: (/** @type {string} */ id) => ask(`/media/${id}/quarantine`),
    translation: (/** @type {string} */ id) => ask(`/media/${id}/translation`),
    work: () => ask("/work"),
    pauseJob: (/** @type {number} */ id) => ask(`/jobs/${id}/pause`, { method: "POST" }),
    resumeJob: (/** @type {number} */ id) => ask(`/jobs/${id}/resume`, { method: "POST" }),
    retryChunk: (/** @type {number} */ id) => ask(`/chunks/${id}/retry`, { method: "POST" }),
    cancelJob: (/** @type {number} */ id) => ask(`/jobs/${id}`, { method: "DELETE" }),
    importFile: (/** @type {string} */ id, /** @type {Blob} */ file, /** @type {string} */ name) =>
      ask(`/media/${id}/import?name=${encodeURIComponent(name)}`, {
        method: "POST",
        body: file,
        headers: { "Content-Type": "application/octet-stream" },
      }),
    history: (/** @type {string} */ id, /** @type {number} */ limit, /** @type {number | undefined} */ before = undefined) =>
      ask(`/media/${id}/history?limit=${limit}${before === undefined ? "" : `&before=${before}`}`),
    changes: (/** @type {string} */ id, /** @type {number | undefined} */ revision = undefined) =>
      ask(`/media/${id}/changes${revision === undefined ? "" : `?since_revision=${revision}`}`),
    restoreRevision: (/** @type {string} */ id, /** @type {number} */ revision, /** @type {string} */ author) =>
      send("POST", `/media/${id}/revisions/${revision}/restore`, { author }),
    effort: (/** @type {string} */ id) => ask(`/media/${id}/effort`),
    reportEffort: (/** @type {string} */ id, /** @type {object} */ report) => send("POST", `/media/${id}/effort`, report),
    findAll: (/** @type {object} */ query) => send("POST", "/find", query),
    replaceAll: (/** @type {object} */ body) => send("POST", "/replace", body),
    undoReplace: (/** @type {object} */ edits) => send("POST", "/replace/undo", edits),
    glossary: (language = "") => ask(`/glossary?language=${encodeURIComponent(language)}`),
    addTerm: (/** @type {object} */ term) => send("POST", "/glossary", term),
    changeTerm: (/** @type {number} */ id, /** @type {object} */ term) => send("PATCH", `/glossary/${id}`, term),
    removeTerm: (/** @type {number} */ id) => ask(`/glossary/${id}`, { method: "DELETE" }),
    importTerms: (/** @type {string} */ table) => ask("/glossary/import", { method: "POST", body: table, headers: { "Content-Type": "application/octet-stream" } }),
    alternatives: (/** @type {string} */ id, /** @type {object} */ question, /** @type {AbortSignal} */ signal) =>
      ask(`/media/${id}/alternatives`, { method: "POST", body: JSON.stringify(question), signal, headers: { "Content-Type": "application/json" } }),
    formats: () => ask("/formats"),
    models: () => ask("/models"),
    search: (/** @type {string} */ query, /** @type {AbortSignal} */ signal) =>
      ask(`/search?q=${encodeURIComponent(query)}`, { signal }),
    beginUpload: (/** @type {{filename: string, size: number}} */ file) => send("POST", "/uploads", file),
    upload: (/** @type {string} */ id) => ask(`/uploads/${id}`),
    finishUpload: (/** @type {string} */ id, /** @type {object} */ options) =>
      send("POST", `/uploads/${id}/finish`, options),
    dropUpload: (/** @type {string} */ id) => ask(`/uploads/${id}`, { method: "DELETE" }),
  };
}

/** @typedef {ReturnType<typeof createApi>} Api */
