/** How the find panel looks: the query, its options, and every hit with its context. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { keyOf } from "../../core/editing/find-state.js";
import { hitTimes } from "../../core/editing/hit-times.js";
import { floorCluster } from "../../core/text/folding.js";
import { count } from "../ui/format.js";
import { IS_MAC, keyText } from "../ui/key-labels.js";
import { keyLabel } from "../../core/commands/commands.js";

/** @typedef {import("../../core/editing/find-worker.js").Hit} Hit */
/** @typedef {import("../../core/editing/find-state.js").Finding} Finding */
/** @typedef {import("../../core/editing/find-state.js").FindSettings} FindSettings */
/** @typedef {import("../../core/document/operations.js").Transcript} Transcript */

const CONTEXT_BEFORE = 32;
const CONTEXT_AFTER = 60;

/**
 * @typedef {object} Shown what the panel shows
 * @property {FindSettings} query
 * @property {readonly Hit[]} hits
 * @property {number} current index of a hit, or -1
 * @property {ReadonlySet<string>} dropped keys of hits that are not replaced
 * @property {number} nChosen
 * @property {{kind: "idle" | "searching" | "done" | "error", message: string}} state
 * @property {Transcript["speakers"]} speakers
 * @property {Transcript | null} texts the transcript of the hits
 */

/**
 * What the panel shows at present. Reads signals, so that an effect follows them.
 *
 * @param {Finding} finding
 * @param {import("../../core/sync/transcript-store.js").Store} store
 * @returns {Shown}
 */
export function viewOf(finding, store) {
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

/**
 * @param {object} props
 * @param {Shown} props.view
 * @param {number} props.nShown number of hits drawn
 * @param {Finding} props.finding
 * @param {import("./find-actions.js").FindActions} props.actions
 * @param {() => void} props.close
 */
export function FindView({ view, nShown, finding, actions, close }) {
  return html`
    <${QueryFields} view=${view} finding=${finding} actions=${actions} close=${close} />
    <${HitsBar} view=${view} finding=${finding} actions=${actions} />
    <${Hits} view=${view} nShown=${nShown} finding=${finding} actions=${actions} />
  `;
}

/** @param {{view: Shown, finding: Finding, actions: import("./find-actions.js").FindActions, close: () => void}} props */
function QueryFields({ view: { query, hits, nChosen, state }, finding, actions, close }) {
  const change = (/** @type {"text" | "replacement"} */ name) => (/** @type {Event} */ event) =>
    finding.change({ [name]: /** @type {HTMLInputElement} */ (event.target).value });
  const flag = (/** @type {"matchCase" | "wholeWords" | "isRegex" | "keepCase"} */ name, /** @type {string} */ label, /** @type {string} */ sign) => html`<button
    class="find-flag"
    aria-pressed=${String(query[name])}
    title=${label}
    aria-label=${`${sign} ${label}`}
    onClick=${() => finding.change({ [name]: !query[name] })}
  >${sign}</button>`;
  return html`
    <div class="find-fields">
      <input class="find-text" type="text" spellcheck=${false} placeholder="Find" aria-label="Find" dir="auto"
        value=${query.text} onInput=${change("text")} aria-invalid=${String(state.kind === "error")} />
      <input class="find-new" type="text" placeholder=${query.isRegex ? "Replace with; $1 is the first group" : "Replace with"} aria-label="Replace with" dir="auto"
        value=${query.replacement} onInput=${change("replacement")} />
      <span class="find-flags" role="group" aria-label="How to find">
        ${flag("matchCase", "Match case and accents", "Aa")} ${flag("wholeWords", "Whole words", "[ab]")} ${flag("isRegex", "Regular expression", ".*")}
      </span>
      <span class="find-do" role="group" aria-label="Replace">
        ${flag("keepCase", "Keep case: Word stays Word, WORD stays WORD", "AB")}
        <button class="button" disabled=${!hits.length} title="Replace this hit and go to the next (Enter)" onClick=${actions.replaceOne}>Replace</button>
        <button class="button" disabled=${!nChosen} title=${`${keyLabel("Control+Alt+Enter", IS_MAC)}; one undo reverts all`} onClick=${actions.replaceAll}>Replace ${nChosen === hits.length ? "all" : nChosen}</button>
      </span>
      <button class="icon-button find-close" aria-label="Close find" title="Close (Esc)" onClick=${close}>×</button>
    </div>
  `;
}

/** @param {{view: Shown, finding: Finding, actions: import("./find-actions.js").FindActions}} props */
function HitsBar({ view: { query, hits, current, nChosen, state, speakers }, finding, actions }) {
  const choose = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    finding.change({ speaker: value === "all" ? undefined : value || null });
  };
  return html`
    <div class="find-row is-below">
      <span class=${`find-state${state.kind === "error" ? " is-error" : ""}`} role="status">${formatState(state, query, hits, current)}</span>
      ${speakers.length > 0 && html`<select aria-label="Only this speaker" onChange=${choose}>
        <option value="all" selected=${query.speaker === undefined}>All speakers</option>
        ${speakers.map((speaker) => html`<option value=${speaker.id} selected=${query.speaker === speaker.id}>${speaker.name || speaker.id}</option>`)}
        <option value="" selected=${query.speaker === null}>No speaker</option>
      </select>`}
      ${hits.length > 0 && html`<button class="link" onClick=${() => finding.toggleAll(nChosen < hits.length)}>${nChosen < hits.length ? "Select all" : "Select none"}</button>`}
      <button class="icon-button" aria-label="Previous hit" title=${keyText("Previous (Shift+Enter, {find-previous})")} disabled=${!hits.length} onClick=${() => actions.step(-1)}>↑</button>
      <button class="icon-button" aria-label="Next hit" title=${keyText("Next (Enter, {find-next})")} disabled=${!hits.length} onClick=${() => actions.step(1)}>↓</button>
    </div>
  `;
}

/** @param {{view: Shown, nShown: number, finding: Finding, actions: import("./find-actions.js").FindActions}} props */
function Hits({ view: { query, hits, current, dropped, texts }, nShown, finding, actions }) {
  const onScroll = (/** @type {Event} */ event) => {
    const list = /** @type {HTMLElement} */ (event.target);
    if (nShown < hits.length && list.scrollTop + 2 * list.clientHeight > list.scrollHeight) actions.more();
  };
  return html`
    <ol class="find-hits" aria-label="Hits" onScroll=${onScroll}>
      ${hits.slice(0, nShown).map((hit, at) => html`<${HitRow}
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

/**
 * @param {object} props
 * @param {Hit} props.hit
 * @param {import("../../core/document/operations.js").Segment | null | undefined} props.segment
 * @param {boolean} props.isCurrent
 * @param {boolean} props.isChosen
 * @param {boolean} props.isReplacing whether the replacement is shown
 * @param {() => void} props.toggle
 * @param {() => void} props.play
 * @param {() => void} props.go
 */
function HitRow({ hit, segment, isCurrent, isChosen, isReplacing, toggle, play, go }) {
  if (!segment) return null;
  const { text } = segment;
  const from = floorCluster(text, Math.max(0, hit.from - CONTEXT_BEFORE));
  const to = Math.max(hit.to, floorCluster(text, Math.min(text.length, hit.to + CONTEXT_AFTER)));
  const time = formatClock(hitTimes(segment, hit).startMs, 1);
  return html`<li class=${`find-hit${isCurrent ? " is-current" : ""}`} aria-current=${isCurrent ? "true" : undefined}>
    <label class="find-choice"><input type="checkbox" checked=${isChosen} aria-label=${`Replace the hit at ${time}`} onChange=${toggle} /></label>
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
  if (!text) return `${keyLabel("$mod+KeyF", IS_MAC)} is the browser's search; this one can also replace.`;
  if (kind === "searching") return "Searching…";
  if (!hits.length) return "Nothing found.";
  const nSegments = new Set(hits.map((hit) => hit.id)).size;
  return current >= 0 ? `${current + 1} of ${hits.length}` : `${count(hits.length, "hit")} in ${count(nSegments, "segment")}`;
}
