import assert from "node:assert/strict";
import { test } from "node:test";

import { Scope } from "../../../static/core/base/scope.js";
import { openEvents } from "../../../static/core/sync/events.js";

/** A fake EventSource, which the test opens, closes and lets speak. */
class FakeEventSource extends EventTarget {
  readyState = 0;
  /** @param {string} url */
  constructor(url) {
    super();
    this.url = url;
  }
  close() {
    this.readyState = 2;
  }
  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  /** @param {number} readyState 0: the browser tries again, 2: it gave up */
  fail(readyState) {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
  /** @param {string} type @param {unknown} payload @param {string} id */
  tell(type, payload, id) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(payload), lastEventId: id }));
  }
}

/** @param {import("node:test").TestContext} t @param {string} [since] */
function streamOn(t, since) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const scope = new Scope();
  /** @type {FakeEventSource[]} */
  const sources = [];
  const events = openEvents(scope, {
    url: "/events",
    since,
    open(url) {
      sources.push(new FakeEventSource(url));
      return /** @type {any} */ (sources.at(-1));
    },
  });
  return { events, sources, scope };
}

test("every handler of a type is told, in order", (t) => {
  const { events, sources } = streamOn(t);
  /** @type {unknown[]} */
  const told = [];
  events.on("job", (job) => told.push(["first", job.id]));
  events.on("job", (job) => told.push(["second", job.id]));
  events.on("media", (media) => told.push(["media", media.id]));
  sources[0].open();
  sources[0].tell("job", { id: 7 }, "1");
  assert.deepEqual(told, [["first", 7], ["second", 7]]);
  assert.equal(events.isLive.peek(), true);
});

test("a stream that the browser gave up is opened again, after the last event", (t) => {
  const { events, sources } = streamOn(t);
  let nOpen = 0;
  events.on("open", () => nOpen++);
  sources[0].open();
  sources[0].tell("edit", { id: "e" }, "41");
  sources[0].fail(0);
  assert.equal(events.isLive.peek(), false);
  t.mock.timers.tick(2_000);
  assert.equal(sources.length, 1, "the browser itself tries again");
  sources[0].fail(2);
  t.mock.timers.tick(2_000);
  assert.deepEqual(sources.map(({ url }) => url), ["/events", "/events?since=41"]);
  sources[1].open();
  assert.deepEqual([nOpen, events.isLive.peek()], [2, true]);
});

test("an old stream is not listened to any more", (t) => {
  const { events, sources } = streamOn(t);
  let nTold = 0;
  events.on("edit", () => nTold++);
  sources[0].fail(2);
  t.mock.timers.tick(2_000);
  sources[0].tell("edit", {}, "5");
  assert.equal(nTold, 0);
});

test("the stream is closed with its page", (t) => {
  const { sources, scope } = streamOn(t);
  scope.close();
  assert.equal(sources[0].readyState, 2);
  t.mock.timers.tick(10_000);
  assert.equal(sources.length, 1);
});

test("the first connection begins after the event that the page names, and later ones after the last that was told", (t) => {
  const { sources } = streamOn(t, "41");
  assert.equal(sources[0].url, "/events?since=41");
  sources[0].open();
  sources[0].fail(2);
  t.mock.timers.tick(2_000);
  assert.equal(sources[1].url, "/events?since=41", "nothing was told yet");
  sources[1].open();
  sources[1].tell("media", { id: "a" }, "43");
  sources[1].fail(2);
  t.mock.timers.tick(2_000);
  assert.equal(sources[2].url, "/events?since=43");
});
