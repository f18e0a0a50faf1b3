import assert from "node:assert/strict";
import { test } from "node:test";

import { createCorrectionTerms } from "../../../static/core/editing/correction-terms.js";
import { isStillCorrected } from "../../../static/core/editing/corrections.js";
import { Scope } from "../../../static/core/base/scope.js";
import { openStore, segment, setText } from "../support/fake-server.js";
import { FakeStorage } from "../support/fake-storage.js";
import { settled } from "../support/settled.js";

const PAIR = { wrong: "Kubernets", right: "Kubernetes" };

/** The server's glossary, in memory. @param {any[]} terms */
function fakeGlossary(terms = []) {
  let lastId = 10;
  return {
    terms,
    glossary: async () => ({ terms: structuredClone(terms) }),
    async addTerm(/** @type {any} */ term) {
      const known = terms.find((one) => one.term === term.term && one.language === term.language);
      if (known) known.misrecognitions = [...new Set([...known.misrecognitions, ...term.misrecognitions])];
      else terms.push({ id: ++lastId, note: "", ...term });
    },
    async changeTerm(/** @type {number} */ id, /** @type {any} */ term) {
      Object.assign(terms.find((one) => one.id === id), term);
    },
    async removeTerm(/** @type {number} */ id) {
      terms.splice(terms.findIndex((one) => one.id === id), 1);
    },
  };
}

/** @param {any[]} [known] */
async function opened(known) {
  const { store, server } = await openStore();
  const [api, storage] = [fakeGlossary(known), new FakeStorage()];
  /** @type {string[]} */
  const failures = [];
  const open = () => createCorrectionTerms(new Scope(), { store, api: /** @type {any} */ (api), storage, onFail: (text) => failures.push(text) });
  const terms = open();
  const correct = () => {
    store.apply([setText(1, "Kubernetes")]);
    return terms.add(store.latestEdit() ?? "", PAIR, "en");
  };
  const forms = () => api.terms.map(({ term, misrecognitions }) => [term, ...misrecognitions]);
  return { store, server, api, open, correct, forms, failures };
}

test("a pair enters the glossary with its edit, leaves it with undo and comes back with redo", async () => {
  const { store, correct, forms } = await opened();
  assert.equal(await correct(), "It was added to the glossary.");
  assert.deepEqual(forms(), [["Kubernetes", "Kubernets"]]);
  store.undo();
  await settled(() => !forms().length);
  store.redo();
  await settled(() => forms().length === 1);
  store.undo();
  await settled(() => !forms().length);
});

test("undo leaves a term that was there before, without the new form", async () => {
  const known = [{ id: 1, term: "Kubernetes", misrecognitions: ["cubernetes"], language: "en", note: "", source: "typed" }];
  const { store, correct, forms } = await opened(known);
  await correct();
  assert.deepEqual(forms(), [["Kubernetes", "cubernetes", "Kubernets"]]);
  store.undo();
  await settled(() => forms()[0].length === 2);
  assert.deepEqual(forms(), [["Kubernetes", "cubernetes"]]);
});

test("a form that was there before stays", async () => {
  const known = [{ id: 1, term: "Kubernetes", misrecognitions: ["Kubernets"], language: "en", note: "", source: "typed" }];
  const { store, correct, forms } = await opened(known);
  await correct();
  store.undo();
  await store.whenSaved();
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(forms(), [["Kubernetes", "Kubernets"]]);
});

test("what is undone before it is saved never enters the glossary", async () => {
  const { store, correct, forms } = await opened();
  const added = correct();
  store.undo();
  assert.equal(await added, "");
  assert.deepEqual(forms(), []);
});

test("an edit that the server refuses is not entered", async () => {
  const { server, correct, forms } = await opened();
  server.refusal = () => "It was changed elsewhere.";
  assert.equal(await correct(), "");
  assert.deepEqual(forms(), []);
});

test("after the page is opened again, undo still takes the pair out; a failure is told", async () => {
  const { store, api, open, correct, forms, failures } = await opened();
  await correct();
  open();
  api.removeTerm = async () => {
    throw new Error("The server is busy");
  };
  store.undo();
  await settled(() => failures.length > 0);
  assert.equal(failures[0], "The glossary could not be changed: The server is busy");
  assert.deepEqual(forms(), [["Kubernetes", "Kubernets"]]);
});

test("a correction ends with undo, with its segment, and when it is typed over", () => {
  const source = { id: 1, text: "We use Kubernets and Kubernetes" };
  const now = (/** @type {string} */ text) => isStillCorrected(segment(1, text), source, PAIR);
  assert.equal(now("We use Kubernetes and Kubernetes"), true);
  assert.equal(now("Today we use Kubernetes and Kubernetes a lot"), true);
  assert.equal(now(source.text), false);
  assert.equal(now("We use Kuber and Kubernetes"), false);
  assert.equal(isStillCorrected(null, source, PAIR), false);
});
