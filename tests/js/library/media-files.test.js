import assert from "node:assert/strict";
import { test } from "node:test";

import { foldersOf, isMediaFile, pathOf, separate, tagsOf } from "../../../static/core/library/media-files.js";

const EXTENSIONS = new Set(["wav", "m4a", "opus", "mkv", "amr", "dss"]); // the server has the whole list
const fileOf = (/** @type {string} */ name, type = "") => /** @type {File} */ ({ name, type });

test("audio and video are known by media type or by extension, in any case; hidden files are not", () => {
  for (const name of ["a.wav", "A.WAV", "talk.final.M4A", "x.opus", "film.mkv", "old.amr", "memo.dss"]) assert.ok(isMediaFile(fileOf(name), EXTENSIONS), name);
  for (const name of ["a.txt", "wav", "a.wav.txt", ".DS_Store", "._a.wav", "", "Makefile", "a.srt", "cover.jpg", "program.ts"]) {
    assert.ok(!isMediaFile(fileOf(name), EXTENSIONS), name);
  }
  assert.ok(isMediaFile(fileOf("no extension", "audio/ogg"), EXTENSIONS));
  assert.ok(!isMediaFile(fileOf("list.m3u", "application/audio/x"), EXTENSIONS));
});

test("in a folder other files are left out; what was chosen by itself is always uploaded", () => {
  const found = [
    { file: fileOf("notes.txt"), folders: [] },
    { file: fileOf("notes.txt"), folders: ["corpus"] },
    { file: fileOf("a.wav"), folders: ["corpus", "day 1"] },
  ];
  const { media, others } = separate(found, EXTENSIONS);
  assert.deepEqual([media.map(pathOf), others.map(pathOf)], [["notes.txt", "corpus/day 1/a.wav"], ["corpus/notes.txt"]]);
});

test("the folders around a file are one tag with levels", () => {
  assert.deepEqual(tagsOf(["corpus", " corpus ", "", "day 1"]), ["corpus/corpus/day 1"]);
  assert.deepEqual(tagsOf([]), []);
  assert.deepEqual(tagsOf(["\u200b", "day\n1", "a\u202eb", "c/d"]), ["day 1/a b/c d"]);
  assert.deepEqual(tagsOf(["😀".repeat(99), "x"]), ["😀".repeat(99)]);
  assert.deepEqual(foldersOf({ webkitRelativePath: "corpus/day 1/a.wav" }), ["corpus", "day 1"]);
  assert.deepEqual(foldersOf({ webkitRelativePath: "" }), []);
});
