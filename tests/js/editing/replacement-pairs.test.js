import assert from "node:assert/strict";
import { test } from "node:test";

import { readPairs, writePairs } from "../../../static/core/editing/replacement-pairs.js";

test("what is written is read again, whatever the texts hold", () => {
  const pairs = [
    { from: "teh", to: "the" },
    { from: ";br", to: "[break {time}]" },
    { from: "a,b", to: 'said "so", twice' },
    { from: '"quoted"', to: "two\nlines" },
    { from: "tab", to: "a\tb" },
  ];
  assert.deepEqual(readPairs(writePairs(pairs)), pairs);
});

test("tables of spreadsheets are read with tabs, semicolons, a byte order mark and Windows line ends", () => {
  const expected = [{ from: "one", to: "1" }, { from: "two", to: "2" }];
  for (const text of ["one\t1\r\ntwo\t2\r\n", "\ufeffFrom;To\none;1\ntwo;2", "one,1,a note\n\n,left out\ntwo,2\nalone,\n"]) {
    assert.deepEqual(readPairs(text), expected);
  }
});
