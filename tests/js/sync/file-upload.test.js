import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiProblem, Unreachable } from "../../../static/core/sync/api.js";
import { createFileUpload } from "../../../static/core/sync/file-upload.js";
import { FakeStorage, FOREIGN } from "../support/fake-storage.js";
import { createRandom } from "../support/random.js";

const PART = 8 << 20;

/** A file whose bytes are made when they are read. @param {number} size */
const fileOf = (size, name = "a.wav") => {
  const read = (/** @type {number} */ from, /** @type {number} */ to) => async () => new ArrayBuffer(Math.min(to, size) - from);
  const slice = (/** @type {number} */ from, /** @type {number} */ to) => ({ arrayBuffer: read(from, to) });
  return /** @type {any} */ ({ name, size, lastModified: 1, slice });
};

/** The server's part of uploads. It fails as the test says. */
class UploadServer {
  /** @type {Map<string, {size: number, offset: number}>} */
  uploads = new Map();
  /** Called before every request; it may throw. @type {(what: string) => void} */
  before = () => {};
  /** Called after a part was stored: the answer may be lost. */
  afterPart = () => {};
  /** @type {string[]} */
  asked = [];
  nBegun = 0;
  nStored = 0;

  #ask(/** @type {string} */ what) {
    this.asked.push(what);
    this.before(what);
  }
  #get(/** @type {string} */ id) {
    const upload = this.uploads.get(id);
    if (!upload) throw new ApiProblem(404, { title: "There is no such upload." });
    return upload;
  }
  async beginUpload(/** @type {{size: number}} */ { size }) {
    this.#ask("begin");
    const id = `u${++this.nBegun}`;
    this.uploads.set(id, { size, offset: 0 });
    return { id };
  }
  async upload(/** @type {string} */ id) {
    this.#ask("read");
    return { ...this.#get(id) };
  }
  async uploadPart(/** @type {string} */ id, /** @type {Blob} */ part, /** @type {Record<string, string>} */ headers) {
    this.#ask("part");
    const upload = this.#get(id);
    const from = Number(headers["Upload-Offset"]);
    if (from !== upload.offset) throw new ApiProblem(409, { title: "Another part is next." });
    upload.offset = from + part.size;
    this.nStored++;
    this.afterPart();
    return { ...upload };
  }
  async finishUpload(/** @type {string} */ id, /** @type {object} */ options) {
    this.#ask("finish");
    const upload = this.#get(id);
    assert.equal(upload.offset, upload.size, "a file is complete before it is finished");
    return { media: [{ id: `m-${id}`, options }] };
  }
  async dropUpload(/** @type {string} */ id) {
    this.#ask("drop");
    this.uploads.delete(id);
  }
}

/** @param {any} t @param {{server?: UploadServer, storage?: any}} [options] */
function open(t, { server = new UploadServer(), storage = new FakeStorage() } = {}) {
  t.mock.method(globalThis, "setTimeout", (/** @type {() => void} */ run) => void queueMicrotask(run)); // no wait before a new try
  const uploads = createFileUpload(/** @type {any} */ (server), storage);
  const progress = /** @type {any[]} */ ([]);
  const sending = { path: "a.wav", isStopped: () => false, onProgress: (/** @type {any} */ one) => void progress.push(one), draftOptions: () => ({ model: /** @type {const} */ ("base") }) };
  return { server, storage, uploads, progress, sending, send: (/** @type {any} */ file) => uploads.send(file, sending) };
}

test("a file of any size arrives whole, in parts, with the options for its draft", async (t) => {
  for (const size of [0, 1, PART - 1, PART, PART + 1, 3 * PART]) {
    const { server, send, progress } = open(t);
    assert.deepEqual(await send(fileOf(size)), { id: "m-u1", options: { model: "base" } });
    assert.equal(server.asked.filter((what) => what === "part").length, Math.ceil(size / PART));
    assert.deepEqual(progress.at(-1), { state: "checking", sent: size });
  }
});

test("it arrives whole with any lost requests and answers, and nothing is sent twice that was stored", async (t) => {
  const random = createRandom(17);
  let nOffline = 0;
  for (let round = 0; round < 30; round++) {
    const { server, send, progress } = open(t);
    let nLost = 0;
    const lose = (/** @type {string} */ what) => {
      if (what === "begin" || nLost > 12 || random.below(3) > 0) return;
      nLost++;
      throw new Unreachable();
    };
    server.before = lose;
    server.afterPart = () => lose("answer");
    const size = 1 + random.below(5 * PART);
    assert.equal((await send(fileOf(size)))?.id, "m-u1");
    assert.equal(server.uploads.get("u1")?.offset, size);
    assert.equal(server.nStored, Math.ceil(size / PART));
    nOffline += progress.filter(({ state }) => state === "offline").length;
  }
  assert.ok(nOffline > 10, String(nOffline));
});

test("where another window sends the same upload, it goes on with the part that the server wants", async (t) => {
  const { server, send } = open(t);
  let isFirst = true;
  server.before = (what) => {
    const upload = server.uploads.get("u1");
    if (what !== "part" || !isFirst || !upload) return;
    isFirst = false;
    upload.offset = 2 * PART; // sent by the other window meanwhile
  };
  assert.equal((await send(fileOf(4 * PART)))?.id, "m-u1");
  assert.equal(server.nStored, 2);
});

test("an interrupted upload continues where it was, unless the server has none for this file", async (t) => {
  const first = open(t);
  let nParts = 0;
  first.sending.isStopped = () => nParts === 2; // the page is closed: nothing more happens
  first.server.afterPart = () => {
    if (++nParts === 2) throw new TypeError("the page is gone");
  };
  await assert.rejects(first.send(fileOf(4 * PART)), TypeError);
  const { server, storage } = first;
  server.afterPart = () => {};
  server.asked = [];
  const again = open(t, { server, storage });
  assert.equal((await again.send(fileOf(4 * PART)))?.id, "m-u1");
  assert.deepEqual(server.asked, ["read", "read", "part", "part", "finish"]);

  const other = open(t, { server, storage });
  assert.equal((await other.send(fileOf(4 * PART)))?.id, "m-u2", "what is finished is forgotten");
  server.uploads.clear();
  storage.setItem("transcribe.uploads", JSON.stringify({ "a.wav/5/1": "u9" }));
  assert.equal((await open(t, { server, storage }).send(fileOf(5)))?.id, "m-u3", "the server has deleted it");
});

test("a stopped upload is dropped on the server and forgotten", async (t) => {
  const { server, storage, uploads, sending } = open(t);
  let nParts = 0;
  server.afterPart = () => void nParts++;
  assert.equal(await uploads.send(fileOf(4 * PART), { ...sending, isStopped: () => nParts === 1 }), null);
  assert.deepEqual([server.uploads.size, storage.getItem("transcribe.uploads"), nParts], [0, "{}", 1]);
});

test("a file that cannot be read fails at once, whatever part it is, and does not wait for the server", async (t) => {
  for (const nRead of [0, 1, 2]) {
    const { server, progress, send } = open(t);
    const file = fileOf(3 * PART, "speech");
    const { slice } = file;
    file.slice = (/** @type {number} */ from, /** @type {number} */ to) => {
      if (from < nRead * PART) return slice(from, to);
      return { arrayBuffer: () => Promise.reject(new DOMException("A directory", "NotReadableError")) };
    };
    await assert.rejects(send(file), /speech cannot be read: it is a folder, or it was moved/);
    assert.equal(server.nStored, nRead);
    assert.ok(progress.every(({ state }) => state !== "offline"));
  }
});

test("files of the same name, size and date in two folders are two uploads", async (t) => {
  const { server, storage, sending, uploads } = open(t);
  const sendFrom = (/** @type {string} */ folder) => uploads.send(fileOf(2 * PART, "clip.wav"), { ...sending, path: `${folder}/clip.wav` });
  const [first, second] = await Promise.all([sendFrom("a"), sendFrom("b")]);
  assert.notEqual(first?.id, second?.id);
  assert.deepEqual([server.nBegun, server.nStored, storage.getItem("transcribe.uploads")], [2, 4, "{}"]);
});

test("each of two interrupted uploads from two folders continues as itself", async (t) => {
  const { server, storage, sending, uploads } = open(t);
  const ids = /** @type {Record<string, string>} */ ({});
  for (const folder of ["a", "b"]) {
    server.afterPart = () => {
      throw new TypeError("the page is gone");
    };
    await assert.rejects(uploads.send(fileOf(2 * PART, "clip.wav"), { ...sending, path: `${folder}/clip.wav` }), TypeError);
    ids[folder] = `m-u${server.nBegun}`;
  }
  server.afterPart = () => {};
  const again = open(t, { server, storage });
  for (const folder of ["b", "a"]) assert.equal((await again.uploads.send(fileOf(2 * PART, "clip.wav"), { ...again.sending, path: `${folder}/clip.wav` }))?.id, ids[folder]);
});

test("files that nothing distinguishes, sent side by side, are two uploads", async (t) => {
  const { server, send } = open(t);
  server.afterPart = () => {};
  const first = send(fileOf(2 * PART));
  for (let i = 0; i < 5; i++) await Promise.resolve(); // it has begun and is remembered
  const second = send(fileOf(2 * PART));
  assert.notEqual((await first)?.id, (await second)?.id);
  assert.equal(server.nStored, 4);
});

test("an upload that begins while the server is away begins when it is back", async (t) => {
  const { server, progress, send } = open(t);
  let nTries = 0;
  server.before = (what) => {
    if (what === "begin" && ++nTries < 3) throw new Unreachable();
  };
  assert.equal((await send(fileOf(10)))?.id, "m-u1");
  assert.deepEqual(progress[0], { state: "offline" });
});

test("a stopped upload does not wait for a lost server", async (t) => {
  const { server, uploads, sending } = open(t);
  let isStopped = false;
  server.before = (what) => {
    if (what !== "part") return;
    isStopped = true;
    server.before = () => {
      throw new Unreachable();
    };
    throw new Unreachable();
  };
  await assert.rejects(uploads.send(fileOf(PART), { ...sending, isStopped: () => isStopped }), Unreachable);
});

test("what the server refuses is told and forgotten, so that the next try starts from the beginning", async (t) => {
  const { server, storage, send } = open(t);
  server.before = (what) => {
    if (what === "finish") throw new ApiProblem(422, { title: "This is not audio." });
  };
  await assert.rejects(send(fileOf(10)), /This is not audio/);
  assert.equal(storage.getItem("transcribe.uploads"), "{}");
});

test("without storage, with a full one or a foreign value uploads work and start from the beginning", async (t) => {
  const blocked = new FakeStorage();
  blocked.isBlocked = true;
  const full = new FakeStorage();
  full.isFull = true;
  const foreign = FOREIGN.map((value) => new FakeStorage({ "transcribe.uploads": value }));
  for (const storage of [null, blocked, full, ...foreign]) {
    const { send } = open(t, { storage });
    assert.equal((await send(fileOf(10)))?.id, "m-u1");
  }
});
