/**
 * Pairs of corrections in the glossary: a pair enters it when its places were changed, and leaves it when that
 * edit is undone, also after the page was opened again.
 */

import { effect, untracked } from "@preact/signals-core";

import { messageOf } from "../base/errors.js";

/** @typedef {import("./corrections.js").CorrectedPair} CorrectedPair */
/** @typedef {{editId: string, pair: CorrectedPair, language: string | null, isNewTerm: boolean, isNewForm: boolean}} Entered what an edit changed in the glossary */
/** @typedef {Pick<Storage, "getItem" | "setItem">} Stored */

const KEY = "transcribe.correction-terms";
const MAX_KEPT = 100;

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {object} options
 * @param {import("../sync/transcript-store.js").Store} options.store
 * @param {Pick<import("../sync/api.js").Api, "glossary" | "addTerm" | "changeTerm" | "removeTerm">} options.api
 * @param {Stored} options.storage the browser's
 * @param {(text: string) => void} options.onFail
 */
export function createCorrectionTerms(scope, { store, api, storage, onFail }) {
  let last = Promise.resolve(""); // one change of the glossary after another
  const enqueue = (/** @type {() => Promise<string>} */ run) => (last = last.then(run));
  const find = async (/** @type {CorrectedPair} */ { right }, /** @type {string | null} */ language) =>
    (await api.glossary()).terms.find((entry) => entry.term === right && (entry.language ?? null) === language && !entry.project);

  const enter = async (/** @type {string} */ editId, /** @type {CorrectedPair} */ pair, /** @type {string | null} */ language) => {
    const known = await find(pair, language);
    await api.addTerm({ term: pair.right, misrecognitions: [pair.wrong], language, source: "correction" });
    remember(storage, { editId, pair, language, isNewTerm: !known, isNewForm: !known?.misrecognitions.includes(pair.wrong) });
    return "It was added to the glossary.";
  };
  const leave = async (/** @type {Entered} */ { pair, language, isNewTerm, isNewForm }) => {
    const known = await find(pair, language);
    if (!known || !isNewForm) return "";
    const misrecognitions = known.misrecognitions.filter((/** @type {string} */ form) => form !== pair.wrong);
    if (isNewTerm && !misrecognitions.length && !known.note) await api.removeTerm(known.id);
    else await api.changeTerm(known.id, { term: known.term, misrecognitions, language, note: known.note, source: known.source === "correction" ? "correction" : "typed" });
    return "";
  };
  const follow = (/** @type {import("../sync/undo-steps.js").TakenStep} */ { kind, ids }) => {
    for (const entered of read(storage).filter(({ editId }) => ids.includes(editId))) {
      const change = kind === "undo" ? () => leave(entered) : () => enter(entered.editId, entered.pair, entered.language);
      void enqueue(() => change().catch((error) => (onFail(`The glossary could not be changed: ${messageOf(error)}`), "")));
    }
  };
  scope.add(
    effect(() => {
      const step = store.taken.value;
      if (step) untracked(() => follow(step));
    }),
  );

  return {
    /**
     * Add a pair once its edit is saved, unless it was undone or refused.
     * @type {(editId: string, pair: CorrectedPair, language: string | null) => Promise<string>} resolves to
     *   a sentence for the user, empty if nothing was added
     */
    async add(editId, pair, language) {
      await store.whenSaved();
      if (!store.isInForce(editId)) return ""; // undone meanwhile, or refused
      return enqueue(() => enter(editId, pair, language).catch((error) => `It could not be added to the glossary: ${messageOf(error)}`));
    },
  };
}

/** @param {Stored} storage @returns {Entered[]} */
function read(storage) {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return []; // a browser that blocks storage, or a value of something else: undo leaves the glossary alone
  }
}

/** @param {Stored} storage @param {Entered} entered */
function remember(storage, entered) {
  const others = read(storage).filter(({ editId }) => editId !== entered.editId);
  try {
    storage.setItem(KEY, JSON.stringify([...others, entered].slice(-MAX_KEPT)));
  } catch {
    return; // blocked or full: the pair stays in the glossary
  }
}
