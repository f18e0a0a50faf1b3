import assert from "node:assert/strict";
import { test } from "node:test";

import { DEFAULTS, SETTINGS, createSettings } from "../../../static/core/commands/settings.js";

const rows = Object.entries(SETTINGS);

test("the default of each setting is valid for its row", () => {
  for (const [id, row] of rows) {
    const value = /** @type {any} */ (DEFAULTS)[id];
    if (row.kind === "number") {
      assert.ok(row.min !== undefined && row.max !== undefined && value >= row.min && value <= row.max, id);
    }
    if (row.kind === "choice") assert.ok(row.options?.some(([name]) => name === value), id);
    if (row.kind === "boolean") assert.equal(typeof value, "boolean", id);
    if (row.kind === "text") assert.equal(typeof value, "string", id);
    if (row.kind === "lines") assert.ok(Array.isArray(value), id);
  }
});

test("labels are unique within their group and do not end with a full stop", () => {
  const labels = rows.filter(([, row]) => row.kind !== "own").map(([, row]) => `${row.group}: ${row.label}`);
  assert.deepEqual(labels.filter((label, i) => labels.indexOf(label) !== i), []);
  assert.deepEqual(labels.filter((label) => /[.:]$/.test(label)), []);
});

test("stored settings are read back; unknown or broken values give the defaults", () => {
  const kept = new Map();
  const storage = { getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value) };
  createSettings(storage).change({ skipMs: 5_000 });
  assert.equal(createSettings(storage).settings.value.skipMs, 5_000);
  assert.equal(createSettings(storage).settings.value.theme, "system");
  kept.set("transcribe.settings", "{not json");
  assert.deepEqual(createSettings(storage).settings.value, DEFAULTS);
});
