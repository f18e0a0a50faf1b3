import assert from "node:assert/strict";
import { test } from "node:test";

import { Scope } from "../../../static/core/base/scope.js";

test("what a scope owns ends newest first, and once", () => {
  const scope = new Scope();
  /** @type {string[]} */
  const ended = [];
  for (const name of ["first", "second", "third"]) scope.add(() => ended.push(name));
  assert.equal(scope.closed, false);
  scope.close();
  scope.close();
  assert.deepEqual([ended, scope.closed], [["third", "second", "first"], true]);
});

test("what comes to a scope that has ended ends at once: an answer may be late", () => {
  const scope = new Scope();
  scope.close();
  let isEnded = false;
  scope.add(() => void (isEnded = true));
  assert.equal(isEnded, true);
});

test("what is added while a scope ends is not forgotten", () => {
  const scope = new Scope();
  let isEnded = false;
  scope.add(() => scope.add(() => void (isEnded = true)));
  scope.close();
  assert.equal(isEnded, true);
});

test("listeners end with the scope, also those for the capture phase", () => {
  const scope = new Scope();
  const target = new EventTarget();
  let nHeard = 0;
  scope.listen(target, "change", () => nHeard++);
  scope.listen(target, "change", () => nHeard++, { capture: true });
  target.dispatchEvent(new Event("change"));
  scope.close();
  target.dispatchEvent(new Event("change"));
  assert.equal(nHeard, 2);
});

test("timers end with the scope", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const scope = new Scope();
  let nRuns = 0;
  scope.every(100, () => nRuns++);
  t.mock.timers.tick(350);
  scope.close();
  t.mock.timers.tick(1_000);
  assert.equal(nRuns, 3);
});
