/** The page Find and replace: every hit in all recordings with its context, then one edit in each recording. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { createApi } from "../../core/sync/api.js";
import { formatClock } from "../../core/base/clock.js";
import { Scope } from "../../core/base/scope.js";
import { createSettings } from "../../core/commands/settings.js";
import { PageHeader } from "../ui/page-header.js";
import { createToasts } from "../ui/toasts.js";
import { count } from "../ui/format.js";
import { createLibraryFind, keyOf } from "./library-find.js";
import { keepComposition } from "../../core/base/key-press.js";

/** @typedef {import("./library-find.js").LibraryHit} LibraryHit */
/** @typedef {import("./library-find.js").LibraryFind} LibraryFind */
/** @typedef {import("./library-find.js").Outcomes} Outcomes */
/** @typedef {(hit: LibraryHit) => void} Play */

const PLAYED_S = 3;
const BEFORE_S = 0.5;
const SHOWN = 200; // hits of one recording drawn at once

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("replace"));
  const scope = new Scope();
  const toasts = createToasts(scope, /** @type {HTMLElement} */ (document.getElementById("toasts")));
  const { settings } = createSettings(localStorage);
  const find = createLibraryFind({
    api: createApi(fetch.bind(window)),
    toasts,
    author: () => settings.peek().author,
    text: new URLSearchParams(location.search).get("q") ?? "",
  });
  const play = createPlay(toasts);
  root.replaceChildren();
  scope.add(effect(() => render(html`<${Page} view=${viewOf(find)} find=${find} play=${play} />`, root)));
  await find.run();
  root.dataset.ready = "true";
  /** @type {HTMLElement | null} */ (root.querySelector("input"))?.focus();
}

/** @typedef {ReturnType<typeof viewOf>} Shown */

/** What the page shows at present. @param {LibraryFind} find */
function viewOf({ query, found, dropped, state, done, isBusy }) {
  return { query: query.value, found: found.value, dropped: dropped.value, state: state.value, done: done.value, isBusy: isBusy.value };
}

/**
 * Plays a few seconds of a hit's recording.
 *
 * @param {import("../ui/toasts.js").Toasts} toasts
 * @returns {Play}
 */
function createPlay(toasts) {
  const sound = new Audio();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let ending;
  return (hit) => {
    clearTimeout(ending);
    const address = `/api/v1/media/${hit.media}/stream`;
    if (!sound.src.endsWith(address)) sound.src = address;
    sound.currentTime = Math.max(0, hit.start - BEFORE_S);
    sound.play().catch((error) => toasts.show({ text: `Playback failed: ${error.message}`, kind: "error" }));
    ending = setTimeout(() => sound.pause(), PLAYED_S * 1000);
  };
}

/** @param {{view: Shown, find: LibraryFind, play: Play}} props */
function Page({ view: { query, found, dropped, state, done, isBusy }, find, play }) {
  const nChosen = found ? found.hits.length - dropped.size : 0;
  const on = (/** @type {"text" | "replacement"} */ name) => (/** @type {Event} */ event) => find.change({ [name]: /** @type {HTMLInputElement} */ (event.target).value });
  const flag = (/** @type {"match_case" | "whole_words" | "is_regex" | "keep_case"} */ name, /** @type {string} */ label, /** @type {string} */ sign) => html`<button type="button" class="find-flag"
    aria-pressed=${String(query[name])} aria-label=${`${sign} ${label}`} title=${label} onClick=${() => find.change({ [name]: !query[name] })}>${sign}</button>`;
  return html`
    <${PageHeader} path="/replace" title="Find and replace in all recordings" />
    <main class="library-main">
      <form class="replace-form" onKeyDown=${keepComposition} onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void find.run();
      }}>
        <input type="text" spellcheck=${false} dir="auto" placeholder="Find" aria-label="Find" value=${query.text} onInput=${on("text")} />
        ${flag("match_case", "Match case and accents", "Aa")} ${flag("whole_words", "Whole words", "[ab]")} ${flag("is_regex", "Regular expression", ".*")}
        <input type="text" dir="auto" placeholder="Replace with" aria-label="Replace with" value=${query.replacement} onInput=${on("replacement")} />
        ${flag("keep_case", "Keep case: Word stays Word, WORD stays WORD", "AB")}
        <button type="button" class="button is-main" disabled=${!nChosen || isBusy} onClick=${find.replace}>Replace ${nChosen} ${nChosen === 1 ? "hit" : "hits"}</button>
      </form>
      <p class=${`replace-state${state.isError ? " is-error" : ""}`} role="status">${state.text}</p>
      ${done && html`<div class="notice replace-done" role="status"><span>${formatDone(done)}</span>
        ${done.some((one) => one.edit) && html`<button class="button" onClick=${find.undo}>Undo all</button>`}</div>`}
      ${found?.recordings.map((recording) => html`<${OneRecording} key=${recording.media} recording=${recording}
        hits=${found.hits.filter((hit) => hit.media === recording.media)} dropped=${dropped} isReplacing=${query.replacement !== ""} find=${find} play=${play} />`)}
    </main>`;
}

/**
 * @param {object} props
 * @param {import("./library-find.js").Preview["recordings"][number]} props.recording
 * @param {LibraryHit[]} props.hits
 * @param {ReadonlySet<string>} props.dropped keys of hits that are not replaced
 * @param {boolean} props.isReplacing whether replacements are shown
 * @param {LibraryFind} props.find
 * @param {Play} props.play
 */
function OneRecording({ recording, hits, dropped, isReplacing, find, play }) {
  const nChosen = hits.filter((hit) => !dropped.has(keyOf(hit))).length;
  return html`<section class="replace-recording" aria-label=${recording.title}>
    <h2><label class="find-choice"><input type="checkbox" checked=${nChosen > 0} aria-label=${`All hits in ${recording.title}`} onChange=${() => find.toggle(hits, nChosen === 0)} /></label>
      ${recording.title} <span class="quiet">${count(hits.length, "hit")}</span></h2>
    <ol class="find-hits">${hits.slice(0, SHOWN).map((hit) => {
      const isChosen = !dropped.has(keyOf(hit));
      const time = formatClock(hit.start * 1000, 1);
      return html`<li class="find-hit" key=${keyOf(hit)}>
        <label class="find-choice"><input type="checkbox" checked=${isChosen} aria-label=${`Replace the hit at ${time}`} onChange=${() => find.toggle([hit], !isChosen)} /></label>
        <button class="icon-button" title="Play" aria-label=${`Play the hit at ${time}`} onClick=${() => play(hit)}>▶</button>
        <span class="find-place" dir="auto"><a class="number" href=${`/media/${hit.media}?segment=${hit.segment}&t=${hit.start}`}>${time}</a>${" "}
          ${hit.before}${isReplacing && isChosen ? html`<del>${hit.match}</del><ins>${hit.replacement}</ins>` : html`<mark>${hit.match}</mark>`}${hit.after}</span>
      </li>`;
    })}</ol>
    ${hits.length > SHOWN && html`<p class="quiet">and ${hits.length - SHOWN} more in this recording, which are also replaced</p>`}
  </section>`;
}

/** @param {Outcomes} done */
function formatDone(done) {
  const sum = (/** @type {(one: Outcomes[number]) => number} */ of) => done.reduce((total, one) => total + of(one), 0);
  const nChanged = sum((one) => one.changed.length);
  const left = nChanged ? ` ${count(nChanged, "segment")} skipped: changed meanwhile.` : "";
  return `${count(sum((one) => one.hits), "hit")} replaced in ${count(sum((one) => one.segments), "segment")} of ${count(done.filter((one) => one.edit).length, "recording")}.${left}`;
}

await start();
