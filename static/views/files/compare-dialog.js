/** Differences between the transcript and another one, side by side, cue by cue. Those that are marked become one edit. */

import { html } from "htm/preact";

import { formatTime } from "../../core/player/shown-time.js";
import { KIND_NAMES, keyOf, keysOf, textPieces } from "../../core/editing/cue-differences.js";
import { isComposition, plainKey, pressedKey } from "../../core/base/key-press.js";
import { openDialog } from "../ui/dialogs.js";
import { count } from "../ui/format.js";

/** @typedef {import("../../core/editing/cue-differences.js").Difference} Difference */
/** @typedef {import("../../core/editing/cue-differences.js").Kind} Kind */
/** @typedef {{kind: Kind | null, taken: ReadonlySet<string>, current: number, from: number, to: number}} State `kind`: the filter; `current`: a place among the shown; `from`, `to`: the rows that are drawn */

const PAGE = 100; // rows drawn at first, and more as they are reached
const KINDS = /** @type {Kind[]} */ (Object.keys(KIND_NAMES));
const SHOWN_KEYS = [["↑ ↓", "move"], ["Space", "take or not"], ["P", "play"], ["A", "all"], ["N", "none"], ["Enter", "done"]];

/**
 * @param {object} found
 * @param {string} found.name of the other transcript
 * @param {readonly string[]} found.warnings
 * @param {number} found.nSame
 * @param {readonly Difference[]} found.differences at least one
 * @param {(id: string | null) => string} found.speakerName of a speaker's id
 * @param {(range: {startMs: number, endMs: number}) => void} found.play
 * @param {(taken: ReadonlySet<string>) => void} found.onDone
 */
export function openComparison({ name, warnings, nSame, differences, speakerName, play, onDone }) {
  let state = /** @type {State} */ ({ kind: null, taken: new Set(), current: 0, from: 0, to: PAGE });
  const shown = () => differences.filter(({ kinds }) => !state.kind || kinds.includes(state.kind));
  const change = (/** @type {Partial<State>} */ next) => {
    state = { ...state, ...next };
    dialog.redraw();
  };
  const focus = () => {
    const row = /** @type {HTMLElement | null} */ (document.querySelector(`.comparison-row[data-at="${state.current}"]`));
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };
  const go = (/** @type {number} */ to) => {
    const current = Math.min(Math.max(to, 0), shown().length - 1);
    const isNear = current >= state.from - 1 && current <= state.to;
    const from = isNear ? Math.min(state.from, current) : Math.max(0, current - PAGE / 2); // far away: other rows are drawn
    change({ current, from, to: isNear ? Math.max(state.to, current + PAGE / 2) : from + PAGE });
    focus();
  };
  const toggle = (/** @type {readonly string[]} */ keys) => {
    const taken = new Set(state.taken);
    const isTaken = keys.every((key) => taken.has(key));
    for (const key of keys) if (isTaken) taken.delete(key); else taken.add(key);
    change({ taken });
  };
  const actions = {
    go,
    toggle,
    filter(/** @type {Kind | null} */ kind) {
      change({ kind, current: 0, from: 0, to: PAGE });
    },
    /** Mark all that are shown; approved segments only if `withApproved`. */
    takeAll: (withApproved = false) => change({ taken: new Set([...state.taken, ...keysOf(differences, state.kind, withApproved)]) }),
    takeNone() {
      const taken = new Set(state.taken);
      for (const key of keysOf(differences, state.kind)) taken.delete(key);
      change({ taken });
    },
    more: () => change({ to: state.to + PAGE }),
    earlier: () => change({ from: Math.max(0, state.from - PAGE) }),
    play: (/** @type {Difference | undefined} */ one) => one && play(spanOf(one)),
    finish(/** @type {() => void} */ close) {
      close();
      if (state.taken.size) onDone(state.taken);
    },
  };
  const dialog = openDialog(`Differences from “${name}”`, (close) => html`<${Comparison} differences=${differences} shown=${shown()} state=${state} nSame=${nSame} name=${name} warnings=${warnings} speakerName=${speakerName} actions=${actions} close=${close} />`, { className: "is-wide is-comparison" });
  focus();
}

/** @param {Difference} difference */
function spanOf({ here, there }) {
  const spans = here.length ? here : there;
  return { startMs: Math.min(...spans.map(({ startMs }) => startMs)), endMs: Math.max(...spans.map(({ endMs }) => endMs)) };
}

/**
 * @typedef {object} ComparisonActions
 * @property {(to: number) => void} go
 * @property {(keys: readonly string[]) => void} toggle
 * @property {(kind: Kind | null) => void} filter
 * @property {(withApproved?: boolean) => void} takeAll
 * @property {() => void} takeNone
 * @property {() => void} more
 * @property {() => void} earlier
 * @property {(one: Difference | undefined) => void} play
 * @property {(close: () => void) => void} finish
 */

/**
 * @param {object} props
 * @param {readonly Difference[]} props.differences
 * @param {readonly Difference[]} props.shown
 * @param {State} props.state
 * @param {number} props.nSame
 * @param {string} props.name
 * @param {readonly string[]} props.warnings
 * @param {(id: string | null) => string} props.speakerName
 * @param {ComparisonActions} props.actions
 * @param {() => void} props.close
 */
function Comparison({ differences, shown, state, nSame, name, warnings, speakerName, actions, close }) {
  const { taken, kind, current, from, to } = state;
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isComposition(event)) return;
    const isOnRow = event.target instanceof HTMLElement && event.target.classList.contains("comparison-row");
    const one = shown[current];
    const run = { ArrowDown: () => actions.go(current + 1), ArrowUp: () => actions.go(current - 1), Home: () => actions.go(0), End: () => actions.go(shown.length - 1),
      a: () => actions.takeAll(), n: () => actions.takeNone(), p: () => actions.play(one),
      " ": isOnRow && one ? () => actions.toggle(keysOf([one], kind)) : undefined, Enter: isOnRow ? () => actions.finish(close) : undefined }[plainKey(event)];
    if (!run || event.repeat && pressedKey(event) === "Enter") return;
    event.preventDefault();
    run();
  };
  const nApproved = keysOf(shown, kind).length - keysOf(shown, kind, false).length;
  return html`<div class="comparison" onKeyDown=${press}>
    <${Head} differences=${differences} kind=${kind} nTaken=${taken.size} nApproved=${nApproved} nSame=${nSame} actions=${actions} />
    ${warnings.length > 0 && html`<ul class="import-warnings" aria-label="Dropped or guessed">${warnings.map((warning) => html`<li key=${warning}>${warning}</li>`)}</ul>`}
    <div class="comparison-sides quiet" aria-hidden="true"><span></span><span>Here</span><span>${name}</span><span></span></div>
    <ol class="comparison-rows" aria-label="Differences">
      ${from > 0 && html`<li class="comparison-more"><button type="button" class="button" onClick=${actions.earlier}>Show ${Math.min(PAGE, from)} before</button></li>`}
      ${shown.slice(from, to).map((one, n) => html`<${Row} key=${one.n} one=${one} at=${from + n} isCurrent=${from + n === current} kind=${kind} taken=${taken} speakerName=${speakerName} actions=${actions} />`)}
      ${shown.length > to && html`<li class="comparison-more"><button type="button" class="button" onClick=${actions.more}>Show ${Math.min(PAGE, shown.length - to)} more of ${(shown.length - to).toLocaleString("en")}</button></li>`}
    </ol>
    <p class="dialog-actions"><span class="quiet proposal-keys">${SHOWN_KEYS.map(([key, does]) => html`<span key=${key}><kbd>${key}</kbd> ${does}</span>`)}</span>
      <button type="button" class="button is-main" onClick=${() => actions.finish(close)}>${taken.size ? `Take ${count(taken.size, "difference")}` : "Change nothing"}</button></p>
  </div>`;
}

/** @param {{differences: readonly Difference[], kind: Kind | null, nTaken: number, nApproved: number, nSame: number, actions: ComparisonActions}} props */
function Head({ differences, kind, nTaken, nApproved, nSame, actions }) {
  const filters = [null, ...KINDS].map((one) => ({ one, n: one ? differences.filter(({ kinds }) => kinds.includes(one)).length : differences.length })).filter(({ n }) => n > 0);
  return html`<p class="comparison-head">
      <span role="status">${count(differences.length, "cue")} ${differences.length === 1 ? "differs" : "differ"}, ${nSame.toLocaleString("en")} the same, ${nTaken ? `${nTaken.toLocaleString("en")} marked to be taken` : "none marked to be taken"}.</span>
      <button type="button" class="button" onClick=${() => actions.takeAll()}>Take all${kind ? ` of ${KIND_NAMES[kind].toLowerCase()}` : ""}</button>
      ${nApproved > 0 && html`<button type="button" class="button" title="“Take all” leaves them out" onClick=${() => actions.takeAll(true)}>Also ${nApproved.toLocaleString("en")} in approved segments</button>`}
      <button type="button" class="button" disabled=${!nTaken} onClick=${actions.takeNone}>None</button></p>
    <div class="comparison-filters" role="group" aria-label="Show">
      ${filters.map(({ one, n }) => html`<button type="button" key=${one} class="button" aria-pressed=${String(one === kind)} onClick=${() => actions.filter(one)}>${one ? KIND_NAMES[one] : "All"} <span class="quiet">${n.toLocaleString("en")}</span></button>`)}
    </div>`;
}

/** @param {{one: Difference, at: number, isCurrent: boolean, kind: Kind | null, taken: ReadonlySet<string>, speakerName: (id: string | null) => string, actions: ComparisonActions}} props */
function Row({ one, at, isCurrent, kind, taken, speakerName, actions }) {
  const { here, there, kinds, isApproved } = one;
  const [ours, theirs] = textPieces(textOf(here), textOf(there));
  const names = { ours: here.map(({ speaker }) => speakerName(speaker)), theirs: there.map(({ speaker }) => speaker ?? "") };
  const label = `${kinds.map((own) => KIND_NAMES[own]).join(", ")}${isApproved ? ", approved" : ""}: “${textOf(here)}”, there “${textOf(there)}”`;
  return html`<li class="comparison-row" data-at=${at} tabindex=${isCurrent ? 0 : -1} aria-label=${label} aria-current=${isCurrent ? "true" : undefined} onFocus=${(/** @type {FocusEvent} */ event) => event.target === event.currentTarget && !isCurrent && actions.go(at)}>
    <span class="number quiet">${formatTime(spanOf(one).startMs, 1)}</span>
    <${Side} cues=${here} pieces=${ours} names=${names.ours} tag="del" hasTimes=${kinds.includes("times")} hasNames=${kinds.includes("speaker")} badge=${isApproved ? "approved" : ""} />
    <${Side} cues=${there} pieces=${theirs} names=${names.theirs} tag="ins" hasTimes=${kinds.includes("times") || !here.length} hasNames=${kinds.includes("speaker") || (!here.length && names.theirs.some(Boolean))} badge="" />
    <span class="comparison-kinds">${kinds.map((own) => html`<button type="button" key=${own} class="proposal-change" tabindex=${isCurrent ? 0 : -1} disabled=${kind !== null && kind !== own} aria-pressed=${String(taken.has(keyOf(one, own)))} title=${takingOf(own)} onClick=${() => actions.toggle([keyOf(one, own)])}>${KIND_NAMES[own]}</button>`)}</span>
  </li>`;
}

/** What taking a difference does. @param {Kind} kind */
function takingOf(kind) {
  return { text: "Take the other text", times: "Take the other times", speaker: "Take the other speaker", cues: "Divide as the other does", only_here: "Delete it here", only_there: "Add it here" }[kind];
}

/** @param {readonly {text: string}[]} cues */
const textOf = (cues) => cues.map(({ text }) => text).join(" | ");

/**
 * @param {object} props
 * @param {readonly {startMs: number, endMs: number}[]} props.cues
 * @param {import("../../core/editing/cue-differences.js").Piece[]} props.pieces
 * @param {readonly string[]} props.names
 * @param {"del" | "ins"} props.tag
 * @param {boolean} props.hasTimes
 * @param {boolean} props.hasNames
 * @param {string} props.badge
 */
function Side({ cues, pieces, names, tag, hasTimes, hasNames, badge }) {
  if (!cues.length) return html`<span class="quiet">–</span>`;
  return html`<span class="comparison-side">
    ${hasTimes && html`<span class="number quiet">${formatTime(cues[0].startMs, 3)} – ${formatTime(cues[cues.length - 1].endMs, 3)} </span>`}
    ${hasNames && html`<b>${names[0] || "No speaker"} </b>`}
    ${badge && html`<span class="comparison-badge">${badge}</span>`}
    <span dir="auto" class="comparison-text">${pieces.map(({ text, isOnly }) => (isOnly ? html`<${tag}>${text}<//>` : text))}</span>
  </span>`;
}
