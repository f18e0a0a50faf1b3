import assert from "node:assert/strict";
import { test } from "node:test";

import { keepListView, recallListView } from "../../../static/core/library/list-order.js";
import { DEFAULT_VIEW } from "../../../static/core/library/list-view.js";
import { FakeStorage, FOREIGN } from "../support/fake-storage.js";

test("the view from which a recording was opened is kept", () => {
  const storage = new FakeStorage();
  keepListView(storage, "?q=talk&tag=a&tag=b&sort=title");
  assert.deepEqual(recallListView(storage), { ...DEFAULT_VIEW, query: "talk", tags: ["a", "b"], sort: "title", isDescending: false });
});

test("without storage, with a full one or a foreign value it is the whole library", () => {
  const blocked = new FakeStorage();
  blocked.isBlocked = true;
  const full = new FakeStorage();
  full.isFull = true;
  for (const storage of [null, blocked, full, ...FOREIGN.map((value) => new FakeStorage({ "transcribe.list-view": value }))]) {
    keepListView(storage === full ? full : null, "?q=talk");
    assert.deepEqual(recallListView(storage), DEFAULT_VIEW);
  }
});
