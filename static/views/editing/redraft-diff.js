/**
 * Differences between a redraft and the transcript, word by word in a dialog. The user accepts one, all
 * or none; the accepted ones become one edit.
 */

import { html } from "htm/preact";
import { effect, untracked } from "@preact/signals";

import { segmentFromJson, spanFromJson } from "../../core/document/serialization.js";
import { joinText } from "../../core/document/operations.js";
import { messageOf } from "../../core/base/errors.js";
import { formatClock } from "../../core/base/clock.js";
import { acceptOperation, compareProposal, passagesOf, takenAtFirst } from "../../core/editing/redraft-diff.js";
import { readPlace } from "../ui/caret-memory.js";
import { openDialog } from "../ui/dialogs.js";
import { count, formatRange } from "../ui/format.js";
import { isDialogOpen } from "../ui/overlays.js";
import { isComposition, plainKey, pressedKey } from "../../core/base/key-press.js";

/** @typedef {import("../../core/editing/redraft-diff.js").Comparison} Comparison */
/** @typedef {import("../../core/editing/redraft-diff.js").Difference} Difference */
/** @typedef {import("../../core/editing/redraft-diff.js").Proposal} Proposal */
/** @typedef {import("../../core/sync/jobs.js").Job} Job */
/** @typedef {{label: string, run: () => void}} ToastAction */
/** @typedef {ReturnType<typeof createProposals>} Proposals */

const MARGIN_MS = 500; // played before and after a difference

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 */
export function createProposals(scope, { store, work, api, player, selection, toasts }) {
  let nTouches = 0; // shows whether the user did something else meanwhile
  const touch = () => void nTouches++;
  scope.listen(window, "keydown", touch, true);
  scope.listen(window, "pointerdown", touch, true);

  const read = async (/** @type {Job} */ job) => {
    store.commitTyping();
    return proposalFromJson(job, await api.proposal(job.id));
  };
  const open = (/** @type {Proposal} */ proposal, takesCorrected = false) =>
    openProposal({ proposal, takesCorrected, store, player, selection, toasts });
  /** @param {Job} job @param {{isWanted: boolean, again?: ToastAction}} how `isWanted`: open the dialog at once */
  const show = async (job, { isWanted, again }) => {
    const place = formatRange(spanFromJson(job));
    try {
      const proposal = await read(job);
      const nDifferences = compareProposal(store.transcript.peek().segments, proposal).differences.length;
      const why = nDifferences ? "" : explainNoDifferences(place, proposal);
      if (why) toasts.show({ text: why, kind: proposal.lost.length ? "error" : "info", action: again });
      else if (isWanted && !isDialogOpen()) open(proposal, job.overwrite_corrected);
      else toasts.show({ text: `${place} was drafted again: ${count(nDifferences, "difference")}.`, action: { label: "Show", run: () => open(proposal, job.overwrite_corrected) } });
    } catch (error) {
      toasts.show({ text: messageOf(error), kind: "error", action: { label: "Try again", run: () => void show(job, { isWanted: true, again }) } });
    }
  };

  return {
    /** Offer a proposal when it is ready: call the returned function with its job. @param {ToastAction} again */
    await(again) {
      const before = nTouches;
      return (/** @type {Job} */ job) => void show(job, { isWanted: nTouches === before, again });
    },
    /** Show the newest proposal again, compared with the current text. */
    showProposal() {
      const job = work.proposed();
      if (job) void show(job, { isWanted: true });
      else toasts.show({ text: "There are no differences to show yet: draft a range again with “Show the differences first”." });
    },
  };
}

/**
 * @param {object} parts
 * @param {Proposal} parts.proposal
 * @param {boolean} parts.takesCorrected
 * @param {import("../../core/sync/transcript-store.js").Store} parts.store
 * @param {import("../player/player.js").Player} parts.player
 * @param {import("./actions.js").Selection} parts.selection
 * @param {import("../ui/toasts.js").Toasts} parts.toasts
 */
function openProposal({ proposal, takesCorrected, store, player, selection, toasts }) {
  let comparison = compareProposal(store.transcript.peek().segments, proposal);
  let taken = takenAtFirst(comparison.differences, takesCorrected);
  let current = 0;
  let note = proposal.lost.length ? `${proposal.lost.map(formatRange).join(", ")} could not be drafted and ${proposal.lost.length === 1 ? "is" : "are"} not changed.` : "";

  const go = (/** @type {number} */ to) => {
    current = Math.min(Math.max(to, 0), comparison.differences.length - 1);
    dialog.redraw();
    const button = /** @type {HTMLElement | null} */ (document.querySelector(`.proposal-change[data-at="${current}"]`));
    button?.focus();
    button?.scrollIntoView({ block: "nearest" });
  };
  const toggle = (/** @type {number} */ at) => {
    const { key } = comparison.differences[at];
    taken = new Set(taken);
    if (!taken.delete(key)) taken.add(key);
    go(at);
  };
  const takeAll = (/** @type {boolean} */ is) => {
    taken = new Set(is ? comparison.differences.map(({ key }) => key) : []);
    dialog.redraw();
  };
  const play = (/** @type {{startMs: number, endMs: number}} */ { startMs, endMs }, marginMs = 0) => player.playRange(Math.max(0, startMs - marginMs), endMs + marginMs);
  const finish = (/** @type {() => void} */ close) => {
    const op = acceptOperation(comparison, taken, store.newId);
    const n = comparison.differences.filter(({ key }) => taken.has(key)).length;
    close();
    if (!op) return;
    if (!store.apply([op])) return; // the store has shown a message
    if (op.put.length && !readPlace()) selection.setSegment(op.put[0].id, { scroll: true }); // else the cursor stays at its words
    toasts.show({ text: `${count(n, "difference")} ${n === 1 ? "was" : "were"} accepted.`, kind: "success", action: store.offerUndo() });
  };
  /** Compare again: another window changed the text, or words were realigned. */
  const compareAgain = () => {
    const before = new Set(comparison.differences.map(({ key }) => key));
    const wasTaken = taken;
    const texts = comparison.homes.map(({ text }) => text).join("\n");
    comparison = compareProposal(store.transcript.peek().segments, proposal);
    const isOther = texts !== comparison.homes.map(({ text }) => text).join("\n");
    const fresh = takenAtFirst(comparison.differences, takesCorrected);
    taken = new Set(comparison.differences.map(({ key }) => key).filter((key) => (before.has(key) ? wasTaken.has(key) : fresh.has(key) && !isOther)));
    if (isOther) note = "The text was changed meanwhile. These are the differences from the current text.";
    current = Math.max(0, Math.min(current, comparison.differences.length - 1));
    dialog.redraw();
  };

  const actions = { go, toggle, takeAll, play, finish };
  const dialog = openDialog(
    `Differences at ${formatRange(proposal.range)}`,
    (close) => html`<${Proposed} comparison=${comparison} taken=${taken} current=${current} note=${note} actions=${actions} close=${close} />`,
    { className: "is-wide is-proposal", onClose: () => stop() },
  );
  let seen = store.transcript.peek();
  const stop = effect(() => {
    if (store.transcript.value === seen) return;
    seen = store.transcript.value;
    untracked(compareAgain);
  });
  go(0);
}

/**
 * @typedef {object} ProposalActions
 * @property {(to: number) => void} go
 * @property {(at: number) => void} toggle
 * @property {(is: boolean) => void} takeAll
 * @property {(range: {startMs: number, endMs: number}, marginMs?: number) => void} play
 * @property {(close: () => void) => void} finish
 */

/**
 * @param {object} props
 * @param {Comparison} props.comparison
 * @param {ReadonlySet<string>} props.taken keys of accepted differences
 * @param {number} props.current index of a difference
 * @param {string} props.note
 * @param {ProposalActions} props.actions
 * @param {() => void} props.close
 */
function Proposed({ comparison, taken, current, note, actions, close }) {
  const { differences } = comparison;
  const nTaken = differences.filter(({ key }) => taken.has(key)).length;
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isComposition(event)) return;
    const isOnOther = event.target instanceof HTMLButtonElement && !event.target.classList.contains("proposal-change");
    const run = { ArrowDown: () => actions.go(current + 1), ArrowRight: () => actions.go(current + 1), ArrowUp: () => actions.go(current - 1), ArrowLeft: () => actions.go(current - 1),
      Home: () => actions.go(0), End: () => actions.go(differences.length - 1), a: () => actions.takeAll(true), n: () => actions.takeAll(false),
      p: () => differences[current] && actions.play(differences[current], MARGIN_MS), Enter: isOnOther ? undefined : () => actions.finish(close) }[plainKey(event)];
    if (!run || event.repeat && pressedKey(event) === "Enter") return;
    event.preventDefault();
    run();
  };
  return html`<div class="proposal" onKeyDown=${press}>
    <p class="proposal-head"><span role="status">${count(differences.length, "difference")}, ${nTaken === differences.length ? "all" : nTaken || "none"} accepted.</span>
      <button type="button" class="button" disabled=${nTaken === differences.length} onClick=${() => actions.takeAll(true)}>Accept all</button>
      <button type="button" class="button" disabled=${!nTaken} onClick=${() => actions.takeAll(false)}>Accept none</button></p>
    ${note && html`<p class="notice" role="status">${note}</p>`}
    <ol class="proposal-passages">${passagesOf(comparison).map((passage) => html`<${Passage} passage=${passage} differences=${differences} taken=${taken} current=${current} actions=${actions} />`)}</ol>
    <p class="dialog-actions"><span class="quiet proposal-keys">${SHOWN_KEYS.map(([key, does]) => html`<span><kbd>${key}</kbd> ${does}</span>`)}</span>
      <button type="button" class="button is-main" onClick=${() => actions.finish(close)}>${nTaken ? `Apply ${nTaken} of ${differences.length}` : "Change nothing"}</button></p>
  </div>`;
}

const SHOWN_KEYS = [["↑ ↓", "move"], ["Space", "accept or not"], ["P", "play"], ["A", "all"], ["N", "none"], ["Enter", "done"]];

/**
 * @param {object} props
 * @param {ReturnType<typeof passagesOf>[number]} props.passage
 * @param {readonly Difference[]} props.differences
 * @param {ReadonlySet<string>} props.taken
 * @param {number} props.current
 * @param {ProposalActions} props.actions
 */
function Passage({ passage, differences, taken, current, actions }) {
  const time = formatClock(passage.startMs, 1);
  let before = "";
  return html`<li>
    <button type="button" class="icon-button" title="Play" aria-label=${`Play ${time}`} onClick=${() => actions.play(passage)}>▶</button>
    <span class="quiet number">${time}</span>
    <p dir="auto">${passage.steps.map((step) => {
      const text = "token" in step ? step.token.text : textOf(step.difference.old) || textOf(step.difference.fresh);
      const gap = joinText(before, text).length > before.length + text.length ? " " : "";
      before = text;
      if ("token" in step) return gap + text;
      const at = differences.indexOf(step.difference);
      return html`${gap}<${Change} difference=${step.difference} at=${at} isTaken=${taken.has(step.difference.key)} isCurrent=${at === current} toggle=${actions.toggle} />`;
    })}</p>
  </li>`;
}

/** @param {{difference: Difference, at: number, isTaken: boolean, isCurrent: boolean, toggle: (at: number) => void}} props */
function Change({ difference, at, isTaken, isCurrent, toggle }) {
  const [old, fresh] = [textOf(difference.old), textOf(difference.fresh)];
  return html`<button type="button" class="proposal-change" data-at=${at} aria-pressed=${String(isTaken)} aria-label=${describeChange(difference)}
    title=${formatRange(difference)} tabindex=${isCurrent ? 0 : -1} autofocus=${isCurrent} onClick=${() => toggle(at)}
  >${old && html`<del>${old}</del>`}${old && fresh && " "}${fresh && html`<ins>${fresh}</ins>`}</button>`;
}

/** @param {Difference} difference */
function describeChange({ old, fresh, startMs }) {
  const time = formatClock(startMs, 1);
  if (!old.length) return `Add “${textOf(fresh)}” at ${time}`;
  return fresh.length ? `Replace “${textOf(old)}” with “${textOf(fresh)}” at ${time}` : `Remove “${textOf(old)}” at ${time}`;
}

/** @param {readonly {text: string}[]} tokens */
function textOf(tokens) {
  return tokens.reduce((all, { text }) => joinText(all, text), "");
}

/**
 * Explain why there are no differences.
 *
 * @param {string} place
 * @param {Proposal} proposal
 */
function explainNoDifferences(place, { heard, lost }) {
  const rest = lost.length ? ` ${lost.map(formatRange).join(", ")} could not be drafted: see the Jobs page.` : "";
  if (!heard.length) return `${place} was not changed.${rest || " No speech was recognised there."}`;
  return `${place}: the new draft equals the current text.${rest}`;
}

/**
 * @param {Job} job
 * @param {import("../../core/sync/api.js").Answers["GET /jobs/{job_id}/proposal"]} plain
 * @returns {Proposal}
 */
function proposalFromJson(job, { segments, chunks }) {
  const ofState = (/** @type {boolean} */ isDone) => chunks.filter((chunk) => (chunk.state === "done") === isDone).map(spanFromJson);
  // Without any recognised text nothing is proposed: silence is no reason to delete text.
  return { range: spanFromJson(job), heard: segments.length ? ofState(true) : [], lost: ofState(false), segments: segments.map(segmentFromJson) };
}
