/** Find and replace beside the list: query, replacement, and every hit with its context. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { createFindState, keyOf } from "../../core/editing/find-state.js";
import { floorCluster } from "../../core/text/folding.js";
import { createFoundMarks } from "../segments/find-marks.js";
import { formatClock } from "../../core/base/clock.js";
import { count } from "../ui/format.js";

/** @typedef {import("../../core/editing/find-worker.js").Hit} Hit */
/** @typedef {import("../../core/editing/find-state.js").Finding} Finding */

const PAGE = 100; // hits drawn at a time; more come as the list is scrolled
const CONTEXT_BEFORE = 32;
const CONTEXT_AFTER = 60;
const PLAY_BEFORE_MS = 300;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.root
 * @param {HTMLElement} editor.element the list's frame; the panel covers its right part
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 */
export function createFindPanel(scope, { root, element, store, player, list, selection, toasts }) {
  const spawn = () => new Worker("/static/core/editing/find-worker.js", { type: "module" });
  const finding = createFindState(scope, { store, spawn });
  const marks = createFoundMarks(scope, { element, store, finding });
  const nShown = signal(PAGE);
  const panel = document.createElement("aside");
  panel.className = "find";
  panel.setAttribute("aria-label", "Find and replace");
  panel.hidden = true;
  root.append(panel);

  const go = (/** @type {Hit | null} */ hit, /** @type {{focus?: boolean}} */ { focus = false } = {}) => {
    if (!hit) return;
    selection.setSegment(hit.id, { scroll: true, focus, ...(focus ? { offset: hit.to } : {}) });
    if (!player.playing.peek()) player.seek(timesOf(hit).startMs);
    marks.draw();
    const at = finding.current.peek();
    if (at >= nShown.peek()) nShown.value = at + PAGE;
    requestAnimationFrame(() => panel.querySelector(".find-hit.is-current")?.scrollIntoView({ block: "nearest" }));
  };
  /** The time range of a hit: from its words, else estimated from its place in the text. */
  const timesOf = (/** @type {Hit} */ hit) => hitTimes(store.transcript.peek().segment(hit.id), hit);
  const play = (/** @type {Hit} */ hit) => {
    const { startMs, endMs } = timesOf(hit);
    player.playRange(Math.max(0, startMs - PLAY_BEFORE_MS), endMs + PLAY_BEFORE_MS);
  };
  let last = Promise.resolve();
  /** Runs key presses one after another when they come faster than search results. @type {(run: () => Promise<void>) => void} */
  const enqueue = (run) => void (last = last.then(run));
  const moveTo = async (/** @type {1 | -1} */ by) => go(await finding.step(by, player.timeMs.peek()));
  const step = (/** @type {1 | -1} */ by) => enqueue(() => moveTo(by));
  const report = (/** @type {Awaited<ReturnType<Finding["replace"]>>} */ { nHits, nSegments, nChanged }) => {
    const left = nChanged ? ` ${count(nChanged, "hit")} skipped: changed meanwhile.` : "";
    if (!nSegments) return void toasts.show({ text: `Nothing was changed.${left}` });
    toasts.show({
      text: `${count(nHits, "hit")} in ${count(nSegments, "segment")} replaced.${left}`,
      kind: "success",
      action: { label: "Undo", run: () => void store.undo() },
    });
  };
  const replaceOne = () =>
    enqueue(async () => {
      await finding.whenSettled();
      if (finding.current.peek() < 0) await moveTo(1);
      else go(await finding.replaceCurrent());
    });
  const replaceAll = () =>
    enqueue(async () => {
      await finding.whenSettled();
      const wanted = finding.chosen.peek();
      if (wanted.length) report(await finding.replace(wanted));
    });
  const close = () => {
    const hit = finding.hits.peek()[finding.current.peek()];
    panel.hidden = true;
    element.classList.remove("has-find");
    finding.close();
    go(hit ?? null, { focus: true });
  };
  const open = (/** @type {boolean} */ replaces) => {
    const chosen = getSelection()?.toString() ?? "";
    const isInText = list.focusedText() !== null;
    store.commitTyping();
    panel.hidden = false;
    element.classList.add("has-find");
    place();
    finding.open(isInText && chosen && !chosen.includes("\n") ? { text: chosen, isRegex: false } : {});
    const field = /** @type {HTMLInputElement | null} */ (panel.querySelector(replaces && finding.query.peek().text ? ".find-new" : ".find-text"));
    field?.focus();
    field?.select();
  };

  const place = () => {
    const box = element.getBoundingClientRect();
    panel.style.top = `${Math.max(0, box.top)}px`;
    panel.style.bottom = `${Math.max(0, innerHeight - box.bottom)}px`;
    panel.style.right = `${Math.max(0, innerWidth - box.right)}px`;
  };
  const resized = new ResizeObserver(() => !panel.hidden && place());
  resized.observe(element);
  scope.add(() => resized.disconnect());
  scope.listen(window, "resize", () => !panel.hidden && place());
  scope.listen(panel, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.ctrlKey && event.altKey) replaceAll();
    else if (event.key === "Enter" && target.matches(".find-text")) step(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && target.matches(".find-new")) replaceOne();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  scope.add(
    effect(() => {
      void finding.query.value;
      nShown.value = PAGE;
    }),
  );
  const actions = { play, go, step, replaceOne, replaceAll, close, more: () => void (nShown.value += PAGE) };
  scope.add(
    effect(() => {
      if (!finding.isOpen.value) return;
      render(html`<${Panel} ...${viewOf(finding, store)} nShown=${nShown.value} finding=${finding} actions=${actions} />`, panel);
    }),
  );
  scope.add(() => panel.remove());

  return {
    find: () => open(false),
    findAndReplace: () => open(true),
    /** False if the panel is closed: the browser then handles the key. */
    findNext: () => finding.isOpen.peek() && step(1),
    findPrevious: () => finding.isOpen.peek() && step(-1),
    finding,
  };
}

/** @typedef {ReturnType<typeof createFindPanel>} FindPanel */

/**
 * @param {Finding} finding
 * @param {import("../../core/sync/transcript-store.js").Store} store
 */
function viewOf(finding, store) {
  return {
    query: finding.query.value,
    hits: finding.hits.value,
    current: finding.current.value,
    dropped: finding.dropped.value,
    nChosen: finding.chosen.value.length,
    state: finding.state.value,
    speakers: store.transcript.value.speakers,
    texts: finding.searched(),
  };
}

/** @param {any} props */
function Panel({ query, hits, current, dropped, nChosen, state, speakers, texts, nShown, finding, actions }) {
  const change = (/** @type {string} */ name) => (/** @type {Event} */ event) =>
    finding.change({ [name]: /** @type {HTMLInputElement} */ (event.target).value });
  const flag = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ sign) => html`<button
    class="find-flag"
    aria-pressed=${String(query[name])}
    title=${label}
    aria-label=${`${sign} ${label}`}
    onClick=${() => finding.change({ [name]: !query[name] })}
  >${sign}</button>`;
  return html`
    <div class="find-row">
      <input class="find-text" type="text" spellcheck="false" placeholder="Find" aria-label="Find" dir="auto"
        value=${query.text} onInput=${change("text")} aria-invalid=${String(state.kind === "error")} />
      ${flag("matchCase", "Match case and accents", "Aa")} ${flag("wholeWords", "Whole words", "[ab]")} ${flag("isRegex", "Regular expression", ".*")}
      <button class="icon-button" aria-label="Close find" title="Close (Esc)" onClick=${actions.close}>×</button>
    </div>
    <div class="find-row">
      <input class="find-new" type="text" placeholder=${query.isRegex ? "Replace with; $1 is the first group" : "Replace with"} aria-label="Replace with" dir="auto"
        value=${query.replacement} onInput=${change("replacement")} />
      ${flag("keepCase", "Keep case: Word stays Word, WORD stays WORD", "AB")}
      <button class="button" disabled=${!hits.length} title="Replace this hit and go to the next (Enter)" onClick=${actions.replaceOne}>Replace</button>
      <button class="button" disabled=${!nChosen} title="Ctrl+Alt+Enter; one undo reverts all" onClick=${actions.replaceAll}>Replace ${nChosen === hits.length ? "all" : nChosen}</button>
    </div>
    <div class="find-row is-below">
      <span class=${`find-state${state.kind === "error" ? " is-error" : ""}`} role="status">${formatState(state, query, hits, current)}</span>
      ${speakers.length > 0 && html`<select aria-label="Only this speaker" onChange=${(/** @type {Event} */ event) => {
        const { value } = /** @type {HTMLSelectElement} */ (event.target);
        finding.change({ speaker: value === "all" ? undefined : value || null });
      }}>
        <option value="all" selected=${query.speaker === undefined}>All speakers</option>
        ${speakers.map((/** @type {any} */ speaker) => html`<option value=${speaker.id} selected=${query.speaker === speaker.id}>${speaker.name || speaker.id}</option>`)}
        <option value="" selected=${query.speaker === null}>No speaker</option>
      </select>`}
      ${hits.length > 0 && html`<button class="link" onClick=${() => finding.toggleAll(nChosen < hits.length)}>${nChosen < hits.length ? "Select all" : "Select none"}</button>`}
      <button class="icon-button" aria-label="Previous hit" title="Previous (Shift+Enter, Ctrl+Shift+G)" disabled=${!hits.length} onClick=${() => actions.step(-1)}>↑</button>
      <button class="icon-button" aria-label="Next hit" title="Next (Enter, Ctrl+G)" disabled=${!hits.length} onClick=${() => actions.step(1)}>↓</button>
    </div>
    <ol class="find-hits" aria-label="Hits" onScroll=${(/** @type {Event} */ event) => {
      const list = /** @type {HTMLElement} */ (event.target);
      if (nShown < hits.length && list.scrollTop + 2 * list.clientHeight > list.scrollHeight) actions.more();
    }}>
      ${hits.slice(0, nShown).map((/** @type {Hit} */ hit, /** @type {number} */ at) => html`<${HitRow}
        key=${keyOf(hit)} hit=${hit} segment=${texts?.segment(hit.id)} isCurrent=${at === current} isChosen=${!dropped.has(keyOf(hit))}
        isReplacing=${query.replacement !== ""} toggle=${() => finding.toggle(hit)} play=${() => actions.play(hit)}
        go=${() => {
          finding.current.value = at;
          actions.go(hit);
        }}
      />`)}
      ${nShown < hits.length && html`<li><button class="link" onClick=${actions.more}>${hits.length - nShown} more</button></li>`}
    </ol>
  `;
}

/** @param {any} props */
function HitRow({ hit, segment, isCurrent, isChosen, isReplacing, toggle, play, go }) {
  if (!segment) return null;
  const { text } = segment;
  const from = floorCluster(text, Math.max(0, hit.from - CONTEXT_BEFORE));
  const to = Math.max(hit.to, floorCluster(text, Math.min(text.length, hit.to + CONTEXT_AFTER)));
  const time = formatClock(hitTimes(segment, hit).startMs, 1);
  return html`<li class=${`find-hit${isCurrent ? " is-current" : ""}`} aria-current=${isCurrent ? "true" : undefined}>
    <input type="checkbox" checked=${isChosen} aria-label=${`Replace the hit at ${time}`} onChange=${toggle} />
    <button class="icon-button" aria-label=${`Play the hit at ${time}`} title="Play" onClick=${play}>▶</button>
    <button class="find-place" dir="auto" onClick=${go}>
      <span class="quiet number">${time}</span>${" "}
      <span>${from > 0 ? "…" : ""}${text.slice(from, hit.from)}</span>
      ${isReplacing && isChosen
        ? html`<del>${text.slice(hit.from, hit.to)}</del><ins>${hit.text}</ins>`
        : html`<mark>${text.slice(hit.from, hit.to)}</mark>`}
      <span>${text.slice(hit.to, to)}${to < text.length ? "…" : ""}</span>
    </button>
  </li>`;
}

/**
 * @param {{kind: string, message: string}} state
 * @param {{text: string}} query
 * @param {readonly Hit[]} hits
 * @param {number} current
 */
function formatState({ kind, message }, { text }, hits, current) {
  if (kind === "error" || message) return message;
  if (!text) return "Ctrl+F is the browser's search; this one can also replace.";
  if (kind === "searching") return "Searching…";
  if (!hits.length) return "Nothing found.";
  const nSegments = new Set(hits.map((hit) => hit.id)).size;
  return current >= 0 ? `${current + 1} of ${hits.length}` : `${count(hits.length, "hit")} in ${count(nSegments, "segment")}`;
}

/**
 * Time range of a hit: from its first word's start to its last word's end, else by text length.
 *
 * @param {import("../../core/document/operations.js").Segment | null} segment
 * @param {{from: number, to: number}} hit
 */
export function hitTimes(segment, { from, to }) {
  if (!segment) return { startMs: 0, endMs: 0 };
  let at = 0;
  let startMs = null;
  let endMs = null;
  for (const word of segment.words) {
    const place = segment.text.indexOf(word.text, at);
    if (place < 0) continue;
    at = place + word.text.length;
    if (at > from && place < to) {
      startMs ??= word.startMs;
      endMs = word.endMs;
    }
  }
  if (startMs !== null && endMs !== null) return { startMs, endMs };
  const perCharacter = (segment.endMs - segment.startMs) / Math.max(1, segment.text.length);
  return { startMs: Math.round(segment.startMs + from * perCharacter), endMs: Math.round(segment.startMs + to * perCharacter) };
}
