import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiProblem, Unreachable } from "../../../static/core/sync/api.js";
import { FakeEditStorage, setText } from "../support/fake-server.js";
import { Scope } from "../../../static/core/base/scope.js";
import { createOutbox } from "../../../static/core/sync/outbox.js";
import { createTranscriptState } from "../../../static/core/sync/transcript-state.js";

/** @typedef {import("../../../static/core/sync/pending-edits.js").PendingEdit} PendingEdit */

/** @param {string} id @returns {PendingEdit} */
const edit = (id) => ({ id, kind: "edit", target: null, ops: [setText(1, id)], inverse: [] });
const turns = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** An outbox with answers that the test gives. */
function outboxWith() {
  /** @type {{edit: PendingEdit & {base: number}, answer: (revision: number) => void, fail: (error: Error) => void}[]} */
  const posts = [];
  const state = createTranscriptState();
  const storage = new FakeEditStorage();
  const scope = new Scope();
  /** @type {[string, string, boolean][]} */
  const refused = [];
  const outbox = createOutbox(scope, {
    state,
    storage,
    post: (sent) => new Promise((answer, fail) => posts.push({ edit: sent, answer, fail })),
    onAnswer: async (/** @type {number} */ revision) => void (state.revision.value = revision),
    onRefused: async (one, reason, isInvalid) => {
      refused.push([one.id, reason, isInvalid]);
      outbox.queue.remove([one]);
    },
  });
  state.isLoaded.value = true;
  state.revision.value = 7;
  return { outbox, posts, storage, state, scope, refused };
}

test("edits go out one at a time, each on the revision that the answer before it brought", async () => {
  const { outbox, posts, storage } = outboxWith();
  outbox.submit(edit("a"));
  outbox.submit(edit("b"));
  await turns();
  assert.deepEqual(posts.map((post) => [post.edit.id, post.edit.base]), [["a", 7]]);
  assert.deepEqual([[...storage.kept.keys()], storage.base], [["a", "b"], 7]);
  posts[0].answer(8);
  await turns();
  assert.deepEqual(posts.map((post) => [post.edit.id, post.edit.base]), [["a", 7], ["b", 8]]);
  assert.deepEqual([...storage.kept.keys()], ["b"]);
  posts[1].answer(9);
  await outbox.whenEmpty();
  assert.equal(storage.kept.size, 0);
});

test("without an answer an edit is sent again later and later, with its first base", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { outbox, posts, state } = outboxWith();
  outbox.submit(edit("a"));
  for (const [n, waitMs] of [1000, 2000, 4000, 8000, 10_000, 10_000].entries()) {
    posts[n].fail(new Unreachable());
    await turns();
    assert.match(outbox.trouble.peek(), /cannot be reached/);
    state.revision.value = 20 + n;
    t.mock.timers.tick(waitMs - 1);
    assert.equal(posts.length, n + 1);
    t.mock.timers.tick(1);
    assert.equal(posts.length, n + 2);
  }
  assert.ok(posts.every((post) => post.edit.base === 7));
  posts[6].answer(30);
  await turns();
  assert.equal(outbox.trouble.peek(), "");
});

test("a retry by the user does not wait, and leaves no second attempt behind", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { outbox, posts } = outboxWith();
  outbox.submit(edit("a"));
  posts[0].fail(new ApiProblem(503, { title: "Busy" }));
  await turns();
  assert.equal(outbox.isWaiting(), true);
  outbox.retry();
  assert.equal(posts.length, 2);
  t.mock.timers.tick(60_000);
  assert.equal(posts.length, 2);
});

test("only answers that a retry cannot change refuse an edit", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const [status, isRefused] of /** @type {const} */ ([[400, true], [409, true], [413, true], [429, false], [500, false], [503, false]])) {
    const { outbox, posts, refused } = outboxWith();
    outbox.submit(edit("a"));
    posts[0].fail(new ApiProblem(status, { title: `status ${status}` }));
    await turns();
    assert.deepEqual(refused, isRefused ? [["a", `status ${status}`, status !== 409]] : []);
    assert.equal(outbox.isWaiting(), !isRefused);
  }
});

test("nothing is sent before the transcript is loaded, nor after the view has ended", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { outbox, posts, state, scope } = outboxWith();
  state.isLoaded.value = false;
  outbox.submit(edit("a"));
  assert.equal(posts.length, 0);
  state.isLoaded.value = true;
  void outbox.send();
  posts[0].fail(new Unreachable());
  await turns();
  scope.close();
  t.mock.timers.tick(60_000);
  assert.equal(posts.length, 1);
});

test("a storage that is full is reported, and the edit is sent all the same", async () => {
  const { outbox, posts, storage, state } = outboxWith();
  storage.isFull = true;
  outbox.submit(edit("a"));
  await turns();
  assert.match(state.notice.peek()?.text ?? "", /cannot store unsent changes \(The storage is full\)/);
  assert.equal(posts.length, 1);
});
