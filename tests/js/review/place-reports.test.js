import assert from "node:assert/strict";
import { test } from "node:test";

import { createPlaceReports } from "../../../static/core/review/place-reports.js";

function reporting({ isTaken = true } = {}) {
  const sent = /** @type {[number, number | null, number][]} */ ([]);
  const clock = { ms: 0, isTaken };
  const reports = createPlaceReports(
    async ({ segment, timeMs }) => {
      sent.push([clock.ms, segment, timeMs]);
      return clock.isTaken;
    },
    () => clock.ms,
  );
  const pass = async (/** @type {number} */ ms, move = () => {}) => {
    for (const end = clock.ms + ms; clock.ms < end; clock.ms += 1000) {
      move();
      reports.tick();
      await null;
    }
  };
  return { reports, sent, clock, pass };
}

test("the place is reported five seconds after the last move, once", async () => {
  const { reports, sent, pass } = reporting();
  reports.move({ segment: 1, timeMs: 100.4 });
  await pass(3000);
  reports.move({ segment: 2, timeMs: 100.4 });
  await pass(30_000, () => reports.move({ segment: 2, timeMs: 100.4 }));
  assert.deepEqual(sent, [[8000, 2, 100]]);
});

test("during playback it is reported once a minute", async () => {
  const { reports, sent, clock, pass } = reporting();
  await pass(150_000, () => reports.move({ segment: null, timeMs: clock.ms }));
  assert.deepEqual(sent.map(([ms]) => ms), [60_000, 121_000]);
});

test("a hidden page reports at once, and only what has changed", async () => {
  const { reports, sent } = reporting();
  reports.flush();
  reports.move({ segment: 1, timeMs: 0 });
  reports.flush();
  reports.flush();
  reports.move({ segment: 1, timeMs: 0 });
  reports.flush();
  assert.deepEqual(sent, [[0, 1, 0]]);
});

test("what did not arrive is reported again, and the newest place only", async () => {
  const { reports, sent, clock, pass } = reporting({ isTaken: false });
  reports.move({ segment: 1, timeMs: 0 });
  await pass(12_000);
  assert.deepEqual(sent.map(([, segment]) => segment), [1, 1]);
  reports.move({ segment: 2, timeMs: 0 });
  clock.isTaken = true;
  await pass(60_000);
  assert.deepEqual(sent.map(([, segment]) => segment), [1, 1, 2]);
});
