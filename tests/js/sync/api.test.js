import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiProblem, Unreachable, createApi } from "../../../static/core/sync/api.js";

/** An api on a server that answers `answer`, and the requests it got. @param {() => Response} answer */
function apiOn(answer) {
  /** @type {{url: string, init: RequestInit}[]} */
  const requests = [];
  const api = createApi(async (url, init) => {
    requests.push({ url: String(url), init: init ?? {} });
    return answer();
  });
  return { api, requests };
}
const json = (/** @type {unknown} */ body, status = 200, type = "application/json") => new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });

test("a request has the route's method, its path filled in and escaped, and the query without what is undefined", async () => {
  const { api, requests } = apiOn(() => json({}));
  await api.restoreRevision("a/b", 7, "Ann");
  await api.history("m1", 50);
  await api.history("m1", 50, 0);
  await api.importFile("m1", new Blob(["x"]), "ä & b.srt");
  await api.glossary();
  await api.library({ q: "a b", tag: ["x&y", "z"], offset: 0, state: undefined });
  assert.deepEqual(requests.map(({ url, init }) => `${init.method} ${url}`), [
    "POST /api/v1/media/a%2Fb/revisions/7/restore",
    "GET /api/v1/media/m1/history?limit=50",
    "GET /api/v1/media/m1/history?limit=50&before=0",
    "POST /api/v1/media/m1/import?name=%C3%A4%20%26%20b.srt",
    "GET /api/v1/glossary?language=",
    "GET /api/v1/library?q=a%20b&tag=x%26y&tag=z&offset=0",
  ]);
  assert.equal(requests[0].init.body, '{"author":"Ann"}');
  assert.equal(requests[1].init.body, undefined);
  assert.deepEqual(requests[3].init.headers, { "Content-Type": "application/octet-stream" });
});

test("a part of an upload says where it belongs", async () => {
  const { api, requests } = apiOn(() => json({ offset: 9 }));
  await api.uploadPart("u1", new Blob(["part"]), { "Upload-Offset": "5" });
  assert.deepEqual(requests[0].init.headers, { "Content-Type": "application/octet-stream", "Upload-Offset": "5" });
  assert.equal(requests[0].init.method, "PATCH");
});

test("a small edit is sent also while the page closes; a browser would reject a large one", async () => {
  const { api, requests } = apiOn(() => json({}));
  const edit = (/** @type {string} */ text) => ({ base: 1, ops: [{ op: /** @type {const} */ ("set_text"), id: 1, text }] });
  await api.sendEdit("m1", edit("short"));
  await api.sendEdit("m1", edit("x".repeat(70_000)));
  assert.deepEqual(requests.map(({ init }) => init.keepalive), [true, false]);
});

test("an error answer is a problem with the server's title, or with its status", async () => {
  const refused = apiOn(() => json({ title: "Recordings need a title.", revision: 4 }, 422, "application/problem+json"));
  await assert.rejects(refused.api.changeMedia("m1", { title: "" }), (/** @type {ApiProblem} */ error) => {
    assert.ok(error instanceof ApiProblem);
    assert.deepEqual([error.message, error.status, error.body.revision], ["Recordings need a title.", 422, 4]);
    return true;
  });
  const proxy = apiOn(() => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "Content-Type": "text/html" } }));
  await assert.rejects(proxy.api.models(), { message: "The server answered with status 502.", status: 502 });
  const broken = apiOn(() => new Response("{", { status: 500, headers: { "Content-Type": "application/json" } }));
  await assert.rejects(broken.api.models(), { message: "The server answered with status 500." });
});

test("no answer is told apart from a request that the page took back", async () => {
  const api = createApi(async (_, init) => {
    init?.signal?.throwIfAborted();
    throw new TypeError("Failed to fetch");
  });
  await assert.rejects(api.work(), Unreachable);
  const controller = new AbortController();
  controller.abort();
  await assert.rejects(api.search("word", controller.signal), { name: "AbortError" });
});

test("an answer without a body is no error", async () => {
  const { api } = apiOn(() => new Response(null, { status: 204 }));
  assert.equal(await api.dropUpload("u1"), "");
});
