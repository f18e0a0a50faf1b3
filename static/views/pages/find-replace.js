/** Find and replace in all recordings: every hit with its context, then one edit in each recording. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { createApi } from "../../core/sync/api.js";
import { messageOf } from "../../core/base/errors.js";
import { formatClock } from "../../core/base/clock.js";
import { Scope } from "../../core/base/scope.js";
import { createSettings } from "../../core/commands/settings.js";
import { createToasts } from "../ui/toasts.js";
import { count } from "../ui/format.js";

/** @typedef {{media: string, segment: number, from: number, to: number, start: number, before: string, match: string, after: string, replacement: string}} Hit */
/** @typedef {{media: string, title: string, revision: number, hits: number}} Recording */
/** @typedef {{hits: Hit[], recordings: Recording[], segments: number, capped: boolean}} Preview */
/** @typedef {{media: string, title: string, edit: string | null, hits: number, segments: number, changed: number[]}} Outcome */

const PAUSE_MS = 350;
const PLAYED_S = 3;
const SHOWN = 200; // hits of one recording drawn at once

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("replace"));
  const scope = new Scope();
  const toasts = createToasts(scope, /** @type {HTMLElement} */ (document.getElementById("toasts")));
  const api = createApi(fetch.bind(window));
  const { settings } = createSettings(localStorage);
  const query = signal({ text: new URLSearchParams(location.search).get("q") ?? "", replacement: "", is_regex: false, whole_words: false, match_case: false, keep_case: false });
  const found = signal(/** @type {Preview | null} */ (null));
  const dropped = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  const state = signal({ text: "", isError: false });
  const done = signal(/** @type {Outcome[] | null} */ (null));
  const isBusy = signal(false);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  let run = 0;

  const search = async () => {
    clearTimeout(pause);
    const mine = ++run;
    if (!query.peek().text) {
      found.value = null;
      state.value = { text: "", isError: false };
      return;
    }
    state.value = { text: "Searching…", isError: false };
    try {
      const preview = await api.findAll(query.peek());
      if (mine !== run) return;
      found.value = preview;
      dropped.value = new Set();
      state.value = { text: formatFound(preview), isError: false };
    } catch (error) {
      if (mine !== run) return;
      found.value = null;
      state.value = { text: messageOf(error), isError: true };
    }
  };
  const sound = new Audio();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let ending;
  const actions = {
    change(/** @type {object} */ changes) {
      query.value = { ...query.peek(), ...changes };
      done.value = null;
      clearTimeout(pause);
      run++; // ignore results of the older query
      pause = setTimeout(search, PAUSE_MS);
    },
    search: () => void search(),
    toggle(/** @type {Hit[]} */ hits, /** @type {boolean} */ isOn) {
      const next = new Set(dropped.peek());
      for (const hit of hits) {
        if (isOn) next.delete(keyOf(hit));
        else next.add(keyOf(hit));
      }
      dropped.value = next;
    },
    play(/** @type {Hit} */ hit) {
      clearTimeout(ending);
      const address = `/api/v1/media/${hit.media}/stream`;
      if (!sound.src.endsWith(address)) sound.src = address;
      sound.currentTime = Math.max(0, hit.start - 0.5);
      sound.play().catch((error) => toasts.show({ text: `Playback failed: ${error.message}`, kind: "error" }));
      ending = setTimeout(() => sound.pause(), PLAYED_S * 1000);
    },
    async replace() {
      const preview = found.peek();
      if (!preview || isBusy.peek()) return;
      isBusy.value = true;
      try {
        const chosen = preview.hits.filter((hit) => !dropped.peek().has(keyOf(hit)));
        const recordings = preview.recordings.map(({ media, revision }) => ({ media, revision, segments: placesOf(chosen.filter((hit) => hit.media === media)) }));
        const outcome = await api.replaceAll({ ...query.peek(), author: settings.peek().author, recordings: recordings.filter((one) => one.segments.length) });
        await search();
        done.value = outcome.recordings;
      } catch (error) {
        toasts.fail(error, () => void actions.replace());
      } finally {
        isBusy.value = false;
      }
    },
    async undo() {
      const edits = (done.peek() ?? []).flatMap(({ media, edit }) => (edit === null ? [] : [{ media, edit }]));
      try {
        const { undone, left } = await api.undoReplace({ edits, author: settings.peek().author });
        const titles = (done.peek() ?? []).filter((one) => left.includes(one.media)).map((one) => `“${one.title}”`);
        done.value = null;
        await search();
        const rest = titles.length ? ` Not restored because they were edited meanwhile: ${titles.join(", ")}.` : "";
        toasts.show({ text: `${count(undone, "recording")} restored.${rest}`, kind: rest ? "error" : "success" });
      } catch (error) {
        toasts.fail(error, () => void actions.undo());
      }
    },
  };
  root.replaceChildren();
  scope.add(
    effect(() =>
      render(
        html`<${Page} query=${query.value} found=${found.value} dropped=${dropped.value} state=${state.value} done=${done.value} isBusy=${isBusy.value} actions=${actions} />`,
        root,
      ),
    ),
  );
  await search();
  root.dataset.ready = "true";
  /** @type {HTMLElement | null} */ (root.querySelector("input"))?.focus();
}

/** @param {any} props */
function Page({ query, found, dropped, state, done, isBusy, actions }) {
  const nChosen = found ? found.hits.length - dropped.size : 0;
  const on = (/** @type {string} */ name) => (/** @type {Event} */ event) => actions.change({ [name]: /** @type {HTMLInputElement} */ (event.target).value });
  const flag = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ sign) => html`<button type="button" class="find-flag"
    aria-pressed=${String(query[name])} aria-label=${`${sign} ${label}`} title=${label} onClick=${() => actions.change({ [name]: !query[name] })}>${sign}</button>`;
  return html`
    <header class="lib-header"><h1>Find and replace in all recordings</h1><a class="link" href="/">Recordings</a><a class="link" href="/words">Word lists</a></header>
    <main class="lib-main">
      <form class="rep-form" onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        actions.search();
      }}>
        <input type="text" spellcheck="false" dir="auto" placeholder="Find" aria-label="Find" value=${query.text} onInput=${on("text")} />
        ${flag("match_case", "Match case and accents", "Aa")} ${flag("whole_words", "Whole words", "[ab]")} ${flag("is_regex", "Regular expression", ".*")}
        <input type="text" dir="auto" placeholder="Replace with" aria-label="Replace with" value=${query.replacement} onInput=${on("replacement")} />
        ${flag("keep_case", "Keep case: Word stays Word, WORD stays WORD", "AB")}
        <button type="button" class="button is-main" disabled=${!nChosen || isBusy} onClick=${actions.replace}>Replace ${nChosen} ${nChosen === 1 ? "hit" : "hits"}</button>
      </form>
      <p class=${`rep-state${state.isError ? " is-error" : ""}`} role="status">${state.text}</p>
      ${done && html`<div class="notice rep-done" role="status"><span>${formatDone(done)}</span>
        ${done.some((/** @type {Outcome} */ one) => one.edit) && html`<button class="button" onClick=${actions.undo}>Undo all</button>`}</div>`}
      ${found?.recordings.map((/** @type {Recording} */ recording) => html`<${OneRecording} key=${recording.media} recording=${recording}
        hits=${found.hits.filter((/** @type {Hit} */ hit) => hit.media === recording.media)} dropped=${dropped} isReplacing=${query.replacement !== ""} actions=${actions} />`)}
    </main>`;
}

/** @param {any} props */
function OneRecording({ recording, hits, dropped, isReplacing, actions }) {
  const nChosen = hits.filter((/** @type {Hit} */ hit) => !dropped.has(keyOf(hit))).length;
  return html`<section class="rep-recording" aria-label=${recording.title}>
    <h2><input type="checkbox" checked=${nChosen > 0} aria-label=${`All hits in ${recording.title}`} onChange=${() => actions.toggle(hits, nChosen === 0)} />
      ${recording.title} <span class="quiet">${count(hits.length, "hit")}</span></h2>
    <ol class="find-hits">${hits.slice(0, SHOWN).map((/** @type {Hit} */ hit) => {
      const isChosen = !dropped.has(keyOf(hit));
      const time = formatClock(hit.start * 1000, 1);
      return html`<li class="find-hit" key=${keyOf(hit)}>
        <input type="checkbox" checked=${isChosen} aria-label=${`Replace the hit at ${time}`} onChange=${() => actions.toggle([hit], !isChosen)} />
        <button class="icon-button" title="Play" aria-label=${`Play the hit at ${time}`} onClick=${() => actions.play(hit)}>▶</button>
        <span class="find-place" dir="auto"><a class="number" href=${`/media/${hit.media}?segment=${hit.segment}&t=${hit.start}`}>${time}</a>${" "}
          ${hit.before}${isReplacing && isChosen ? html`<del>${hit.match}</del><ins>${hit.replacement}</ins>` : html`<mark>${hit.match}</mark>`}${hit.after}</span>
      </li>`;
    })}</ol>
    ${hits.length > SHOWN && html`<p class="quiet">and ${hits.length - SHOWN} more in this recording, which are also replaced</p>`}
  </section>`;
}

/** @param {Hit} hit */
function keyOf(hit) {
  return `${hit.media}:${hit.segment}:${hit.from}:${hit.to}`;
}

/** @param {Hit[]} hits */
function placesOf(hits) {
  /** @type {Map<number, number[][]>} */
  const segments = new Map();
  for (const { segment, from, to } of hits) segments.set(segment, [...(segments.get(segment) ?? []), [from, to]]);
  return [...segments].map(([id, places]) => ({ id, hits: places }));
}

/** @param {Preview} preview */
function formatFound({ hits, recordings, segments, capped }) {
  if (!hits.length) return `Nothing found in ${count(segments, "segment")}.`;
  const more = capped ? "There are more hits than shown. Replace these and search again. " : "";
  return `${more}${count(hits.length, "hit")} in ${count(recordings.length, "recording")}.`;
}

/** @param {Outcome[]} done */
function formatDone(done) {
  const sum = (/** @type {(one: Outcome) => number} */ of) => done.reduce((total, one) => total + of(one), 0);
  const nChanged = sum((one) => one.changed.length);
  const left = nChanged ? ` ${count(nChanged, "segment")} skipped: changed meanwhile.` : "";
  return `${count(sum((one) => one.hits), "hit")} replaced in ${count(sum((one) => one.segments), "segment")} of ${count(done.filter((one) => one.edit).length, "recording")}.${left}`;
}

await start();
