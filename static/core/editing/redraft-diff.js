/**
 * Compare the result of a redraft with the transcript: differences word by word, and the edit that
 * accepts some of them.
 *
 * A transcript segment keeps its bounds, id, speaker, status and flag if at least half of its words
 * stay. Mostly new text is segmented as in the redraft.
 */

import { locateWords } from "./operations-at.js";
import { joinText } from "../document/operations.js";
import { fitWords } from "../document/word-timing.js";
import { alignWords, middle } from "./word-diff.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Word} Word */
/** @typedef {{startMs: number, endMs: number}} Span */

/**
 * @typedef {object} Token a word of the transcript or the redraft
 * @property {string} text
 * @property {number} startMs
 * @property {number} endMs
 * @property {Word} word
 * @property {string | null} gap the white space before it in its segment's text; null for proposed words
 * @property {number | null} home index of its segment in `homes`; null outside of them
 * @property {number | null} piece index of the proposed segment
 */

/**
 * @typedef {object} Difference
 * @property {string} key stays the same when the comparison is repeated and nothing has changed here
 * @property {Token[]} old
 * @property {Token[]} fresh
 * @property {number} startMs
 * @property {number} endMs
 * @property {boolean} isCorrected it changes text written by a user
 */

/** @typedef {{token: Token} | {difference: Difference}} Step */

/**
 * @typedef {object} Comparison
 * @property {readonly Segment[]} homes the transcript segments in the range
 * @property {Step[]} steps in order
 * @property {Difference[]} differences in order
 * @property {number} floorMs the end of the segments before the range
 * @property {number} ceilingMs the start of the segments after the range
 */

/**
 * @typedef {object} Proposal
 * @property {Span} range the requested range
 * @property {readonly Span[]} heard parts with a result, including silence
 * @property {readonly Span[]} lost parts that failed
 * @property {readonly Segment[]} segments
 */

const NEAR_MS = 300; // words this close to a segment are added to it
const SHORTEST_MS = 20;

/**
 * Compare a proposal with the current transcript.
 *
 * @param {readonly Segment[]} segments of the transcript, in order
 * @param {Proposal} proposal
 * @returns {Comparison}
 */
export function compareProposal(segments, proposal) {
  const { range } = proposal;
  const homes = segments.filter((segment) => overlaps(segment, range));
  const others = segments.filter((segment) => !overlaps(segment, range));
  const old = homes.flatMap((segment, home) => tokensOf(segment, home, null));
  const isOpen = old.map((token) => mayChange(token, homes[/** @type {number} */ (token.home)], proposal));
  const fixed = old.filter((_, i) => !isOpen[i]);
  const fresh = proposal.segments
    .flatMap((segment, piece) => tokensOf({ ...segment, id: piece }, null, piece))
    .filter((token) => !fixed.some((one) => one.startMs <= middle(token) && middle(token) < one.endMs));
  const steps = stepsOf(old, isOpen, fresh, homes);
  return {
    homes,
    steps,
    differences: steps.flatMap((step) => ("difference" in step ? [step.difference] : [])),
    floorMs: Math.max(0, ...others.filter((one) => one.startMs < range.startMs).map((one) => one.endMs)),
    ceilingMs: Math.min(Infinity, ...others.filter((one) => one.startMs >= range.endMs).map((one) => one.startMs)),
  };
}

/**
 * The edit that accepts some of the differences; null if it changes nothing.
 *
 * @param {Comparison} comparison
 * @param {ReadonlySet<string>} taken keys
 * @param {() => number} newId
 * @returns {Extract<import("../document/operations.js").Operation, {op: "replace"}> | null}
 */
export function acceptOperation({ homes, steps, differences, floorMs, ceilingMs }, taken, newId) {
  if (!differences.some(({ key }) => taken.has(key))) return null;
  const tokens = steps.flatMap((step) => ("token" in step ? [step.token] : taken.has(step.difference.key) ? step.difference.fresh : step.difference.old));
  const changed = new Set(differences.filter(({ key }) => taken.has(key)).flatMap(({ old, fresh }) => [...old, ...fresh].map(({ home }) => home)));
  /** @type {Segment[]} */
  const put = [];
  let floor = floorMs;
  for (const group of groupsOf(tokens)) {
    const { home } = group[0];
    const segment = home === null ? null : homes[home];
    if (segment && !changed.has(home)) {
      floor = Math.max(floor, segment.endMs);
      continue;
    }
    const next = homes.find((one) => one.startMs >= (segment ?? group[0]).endMs && one !== segment);
    const made = makeSegments(segment, group, { startMs: floor, endMs: Math.min(ceilingMs, next?.startMs ?? Infinity) }, newId);
    put.push(...made);
    floor = Math.max(floor, ...made.map(({ endMs }) => endMs));
  }
  const left = new Set(tokens.map(({ home }) => home));
  const remove = homes.filter((_, home) => changed.has(home) && !left.has(home)).map(({ id }) => id);
  return { op: "replace", put, remove };
}

/**
 * The differences accepted by default: all except those in text corrected by a user.
 *
 * @param {readonly Difference[]} differences
 * @param {boolean} takesCorrected
 */
export function takenAtFirst(differences, takesCorrected) {
  return new Set(differences.filter(({ isCorrected }) => takesCorrected || !isCorrected).map(({ key }) => key));
}

/**
 * The differences and the words around them, by segment, for display. Segments without
 * differences are left out.
 *
 * @param {Comparison} comparison
 * @returns {{startMs: number, endMs: number, steps: Step[]}[]}
 */
export function passagesOf({ homes, steps }) {
  /** @type {{home: number | null, steps: Step[]}[]} */
  const passages = [];
  for (const step of steps) {
    const [first] = "token" in step ? [step.token] : [...step.difference.old, ...step.difference.fresh];
    const last = passages.at(-1);
    if (last && last.home === first.home) last.steps.push(step);
    else passages.push({ home: first.home, steps: [step] });
  }
  return passages
    .filter((passage) => passage.steps.some((step) => "difference" in step))
    .map(({ home, steps: own }) => ({ ...(home === null ? spanOf(own.flatMap(wordsOf)) : spanOf([homes[home]])), steps: own }));
}

/** @param {Step} step */
function wordsOf(step) {
  return "token" in step ? [step.token] : [...step.difference.old, ...step.difference.fresh];
}

/**
 * All words of a segment's text, each with a time.
 *
 * @param {Segment} segment
 * @param {number | null} home
 * @param {number | null} piece
 * @returns {Token[]}
 */
function tokensOf({ text, words, startMs, endMs }, home, piece) {
  const whole = { text: "\u2060", startMs, endMs, probability: null, speaker: null };
  const fitted = fitWords(words.length ? words : [whole], text, startMs, endMs);
  let end = 0;
  return locateWords(text, fitted).map((place, i) => {
    const gap = place ? text.slice(end, place.from) : " ";
    end = place ? place.to : end;
    const word = fitted[i];
    return { text: word.text, startMs: word.startMs, endMs: word.endMs, word, gap: home === null ? null : gap, home, piece };
  });
}

/**
 * Whether the redraft covers a word of the transcript.
 *
 * @param {Token} token
 * @param {Segment} segment
 * @param {Proposal} proposal
 */
function mayChange(token, segment, { range, heard, lost }) {
  const ms = middle(token);
  const isIn = (/** @type {Span} */ span) => span.startMs <= ms && ms < span.endMs;
  return isIn(range) && !lost.some(isIn) && heard.some((span) => overlaps(segment, span));
}

/**
 * @param {Token[]} old
 * @param {boolean[]} isOpen
 * @param {Token[]} fresh
 * @param {readonly Segment[]} homes
 * @returns {Step[]}
 */
function stepsOf(old, isOpen, fresh, homes) {
  /** @type {Step[]} */
  const steps = [];
  const rest = [...fresh];
  for (let at = 0; at < old.length || rest.length; ) {
    let stop = at;
    while (stop < old.length && isOpen[stop]) stop++;
    let fixedTo = stop;
    while (fixedTo < old.length && !isOpen[fixedTo]) fixedTo++;
    const borderMs = fixedTo > stop ? (old[stop].startMs + old[fixedTo - 1].endMs) / 2 : Infinity;
    const nBefore = rest.findIndex((token) => middle(token) >= borderMs);
    const ours = rest.splice(0, nBefore < 0 ? rest.length : nBefore);
    const range = { low: old[at - 1]?.home ?? 0, high: old[stop]?.home ?? homes.length - 1 };
    steps.push(...stepsOfRun(old.slice(at, stop), ours, homes, range));
    steps.push(...old.slice(stop, fixedTo).map((token) => ({ token })));
    at = fixedTo;
  }
  return steps;
}

/**
 * @param {Token[]} old
 * @param {Token[]} fresh
 * @param {readonly Segment[]} homes
 * @param {{low: number, high: number}} range of homes
 * @returns {Step[]}
 */
function stepsOfRun(old, fresh, homes, range) {
  const pairs = alignWords(old, fresh);
  const settled = settleFresh(old, fresh, pairs, homes, range);
  /** @type {Step[]} */
  const steps = [];
  for (let at = 0; at < pairs.length; ) {
    const pair = pairs[at];
    if (pair.kind === "equal") {
      steps.push({ token: sameToken(old[/** @type {number} */ (pair.old)], settled[/** @type {number} */ (pair.fresh)], homes) });
      at++;
      continue;
    }
    let stop = at + 1;
    while (stop < pairs.length && pairs[stop].kind !== "equal" && !isBorder(pairs[stop - 1], pairs[stop], old, settled)) stop++;
    const block = pairs.slice(at, stop);
    const was = block.flatMap((one) => (one.old === null ? [] : [old[one.old]]));
    const becomes = block.flatMap((one) => (one.fresh === null ? [] : [settled[one.fresh]]));
    steps.push({ difference: makeDifference(was, becomes, homes) });
    at = stop;
  }
  return steps;
}

/**
 * A word on both sides: the transcript's text, with the new time if it had none.
 *
 * @param {Token} old
 * @param {Token} fresh
 * @param {readonly Segment[]} homes
 * @returns {Token}
 */
function sameToken(old, fresh, homes) {
  const isTimed = homes[/** @type {number} */ (old.home)].words.length > 0;
  return { ...(isTimed ? old : { ...fresh, gap: old.gap, home: old.home }), piece: fresh.piece };
}

/**
 * Whether two adjacent pairs are separate differences.
 *
 * @param {import("./word-diff.js").Pair} a
 * @param {import("./word-diff.js").Pair} b
 * @param {Token[]} old
 * @param {Token[]} fresh
 */
function isBorder(a, b, old, fresh) {
  if (a.kind === "near" && b.kind === "near") return true;
  if (a.old !== null && b.old !== null) return old[a.old].home !== old[b.old].home;
  if (a.old !== null || b.old !== null || a.fresh === null || b.fresh === null) return false;
  return fresh[a.fresh].home !== fresh[b.fresh].home || fresh[a.fresh].piece !== fresh[b.fresh].piece;
}

/**
 * @param {Token[]} old
 * @param {Token[]} fresh
 * @param {readonly Segment[]} homes
 * @returns {Difference}
 */
function makeDifference(old, fresh, homes) {
  const isCorrected = [...old, ...fresh].some(({ home }) => home !== null && homes[home].status !== "draft");
  const at = fresh.length ? `${fresh[0].startMs}` : `-${old[0].startMs}`;
  const key = [at, ...old.map(({ text }) => text), "\n", ...fresh.map(({ text }) => text)].join(" ");
  return { key, old, fresh, isCorrected, ...spanOf([...old, ...fresh]) };
}

/**
 * Assign each proposed word to a segment.
 *
 * @param {Token[]} old
 * @param {Token[]} fresh
 * @param {import("./word-diff.js").Pair[]} pairs
 * @param {readonly Segment[]} homes
 * @param {{low: number, high: number}} range
 * @returns {Token[]}
 */
function settleFresh(old, fresh, pairs, homes, { low, high }) {
  const settled = [...fresh];
  /** @type {number[]} from each pair, the segment of the next transcript word */
  const ahead = [];
  for (let i = pairs.length - 1, next = high; i >= 0; i--) {
    const at = pairs[i].old;
    ahead[i] = next;
    if (at !== null) next = /** @type {number} */ (old[at].home);
  }
  pairs.forEach((pair, i) => {
    const own = pair.old === null ? null : old[pair.old].home;
    if (own !== null) low = own;
    if (pair.fresh === null) return;
    const token = fresh[pair.fresh];
    const home = own ?? homeFor(token, homes, low, ahead[i], isInside(pairs, i)) ?? homeOfPiece(old, settled, pairs, i);
    if (home !== null) low = home;
    settled[pair.fresh] = { ...token, home };
  });
  return settled;
}

/**
 * The segment of other words in the same proposed segment.
 *
 * @param {Token[]} old
 * @param {Token[]} settled assigned so far
 * @param {import("./word-diff.js").Pair[]} pairs
 * @param {number} i
 */
function homeOfPiece(old, settled, pairs, i) {
  const at = /** @type {number} */ (pairs[i].fresh);
  const { piece } = settled[at];
  if (settled[at - 1]?.piece === piece && settled[at - 1].home !== null) return settled[at - 1].home;
  const next = pairs.slice(i).find((pair) => pair.old !== null && pair.fresh !== null);
  if (!next || settled[/** @type {number} */ (next.fresh)].piece !== piece) return null;
  return old[/** @type {number} */ (next.old)].home;
}

/**
 * Whether words are next to other changed words, which then decide their segment.
 *
 * @param {import("./word-diff.js").Pair[]} pairs
 * @param {number} i
 */
function isInside(pairs, i) {
  const before = pairs.slice(0, i).findLast((pair) => pair.old !== null || pair.kind === "equal");
  return before !== undefined && before.kind !== "equal";
}

/**
 * @param {Span} token
 * @param {readonly Segment[]} homes
 * @param {number} low
 * @param {number} high
 * @param {boolean} isBound must belong to a segment, even a distant one
 */
function homeFor(token, homes, low, high, isBound) {
  const ms = middle(token);
  let best = null;
  let bestMs = isBound ? Infinity : NEAR_MS;
  for (let home = low; home <= high && home < homes.length; home++) {
    const awayMs = Math.max(homes[home].startMs - ms, ms - homes[home].endMs, 0);
    if (awayMs < bestMs) [best, bestMs] = [home, awayMs];
  }
  return best;
}

/**
 * Group words by target segment, the others by proposed segment.
 * @param {Token[]} tokens
 */
function groupsOf(tokens) {
  /** @type {Map<string, Token[]>} */
  const groups = new Map();
  for (const token of tokens) {
    const name = token.home === null ? `new ${token.piece}` : `${token.home}`;
    groups.set(name, [...(groups.get(name) ?? []), token]);
  }
  return groups.values();
}

/**
 * @param {Segment | null} segment the segment to replace
 * @param {Token[]} tokens
 * @param {Span} room
 * @param {() => number} newId
 * @returns {Segment[]}
 */
function makeSegments(segment, tokens, room, newId) {
  const nOld = tokens.filter(({ gap }) => gap !== null).length;
  if (segment && 2 * nOld >= tokens.length) return [extended(segment, tokens, room)];
  let floorMs = Math.min(room.startMs, segment?.startMs ?? room.startMs);
  return byPiece(tokens).map((part, i) => {
    const span = spanOf(part);
    const startMs = Math.max(span.startMs, floorMs);
    const endMs = Math.max(Math.min(span.endMs, Math.max(room.endMs, segment?.endMs ?? 0)), startMs + SHORTEST_MS);
    floorMs = endMs;
    const base = segment ?? { id: 0, speaker: null, status: "draft" };
    return { ...base, id: segment && i === 0 ? segment.id : newId(), startMs, endMs, text: textOf(part), words: within(part, { startMs, endMs }) };
  });
}

/**
 * A segment with new words, extended as far as they need and the neighbours allow.
 *
 * @param {Segment} segment
 * @param {Token[]} tokens
 * @param {Span} room
 * @returns {Segment}
 */
function extended(segment, tokens, room) {
  const span = spanOf(tokens);
  const startMs = Math.min(segment.startMs, Math.max(span.startMs, room.startMs));
  const endMs = Math.max(segment.endMs, Math.min(span.endMs, room.endMs));
  return { ...segment, startMs, endMs, text: textOf(tokens), words: within(tokens, { startMs, endMs }) };
}

/** @param {Token[]} tokens */
function byPiece(tokens) {
  /** @type {Token[][]} */
  const parts = [];
  let now = tokens.find(({ piece }) => piece !== null)?.piece ?? null;
  for (const token of tokens) {
    if (!parts.length || (token.piece ?? now) !== now) parts.push([]);
    now = token.piece ?? now;
    parts[parts.length - 1].push(token);
  }
  return parts;
}

/** @param {Token[]} tokens */
function textOf(tokens) {
  return tokens.reduce((text, { text: next, gap }, i) => {
    const isAsBefore = gap !== null && i > 0 && tokens[i - 1].gap !== null;
    return isAsBefore ? text + gap + next : joinText(text, next);
  }, "");
}

/**
 * Clamp words to the bounds of their segment, in ascending order.
 *
 * @param {Token[]} tokens
 * @param {Span} bounds
 * @returns {Word[]}
 */
function within(tokens, { startMs, endMs }) {
  let fromMs = startMs;
  return tokens.map(({ word }) => {
    const start = Math.min(Math.max(word.startMs, fromMs), endMs);
    fromMs = start;
    return { ...word, startMs: start, endMs: Math.min(Math.max(word.endMs, start), endMs) };
  });
}

/** @param {readonly Span[]} spans */
function spanOf(spans) {
  return { startMs: Math.min(...spans.map(({ startMs }) => startMs)), endMs: Math.max(...spans.map(({ endMs }) => endMs)) };
}

/**
 * @param {Span} a
 * @param {Span} b
 */
function overlaps(a, b) {
  return a.startMs < b.endMs && b.startMs < a.endMs;
}
