import test from "node:test";
import assert from "node:assert/strict";

import { suggestTags } from "../../../static/core/library/tag-search.js";

const TAGS = Array.from({ length: 3000 }, (_, n) => `series ${Math.floor(n / 100)}/Topic ${n}`);

test("each tag is suggested for its last folder, in any case, and at most 50 are", () => {
  for (const n of [0, 199, 200, 2999]) assert.ok(suggestTags(TAGS, `topic ${n}`).includes(TAGS[n]), String(n));
  for (const typed of ["", "s", "topic", "9"]) assert.equal(suggestTags(TAGS, typed).length, 50);
  assert.deepEqual(suggestTags(TAGS, "nothing"), []);
});

test("tags that begin so come before those that contain it", () => {
  assert.deepEqual(suggestTags(["an interview", "view", "b/views", "x"], "view"), ["view", "b/views", "an interview"]);
  assert.deepEqual(suggestTags(["a", "ab"], "a", ["a"]), ["ab"]);
});
