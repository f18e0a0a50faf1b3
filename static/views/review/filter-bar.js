/** The filter bar over the list: conditions that all must hold, and the number of segments shown. */

import { html } from "htm/preact";
import { render } from "preact";
import { computed, effect, signal, untracked } from "@preact/signals";

import { createWayBack } from "../ui/caret-memory.js";
import { messageOf } from "../../core/base/errors.js";
import { NO_FILTER, compileFilter, isOn } from "../../core/review/segment-filter.js";
import { keyText } from "../ui/key-labels.js";
import { pressedKey } from "../../core/base/key-press.js";

/** @typedef {import("../../core/review/segment-filter.js").Filter} Filter */

const TYPING_MS = 120;
/** @type {readonly {name: "lowConfidence" | "unreviewed" | "flagged" | "tooLong", label: string, title: string}[]} */
const CHIPS = [
  { name: "lowConfidence", label: "Low confidence", title: "With a low-confidence word that is not confirmed" },
  { name: "unreviewed", label: "Unreviewed", title: "Not edited yet" },
  { name: "flagged", label: "Flagged", title: "Flagged ({flag})" },
  { name: "tooLong", label: "Too long", title: "Too long, too many characters, or too many characters a second: see Segments in the settings ({settings})" },
];
const STATUSES = [["draft", "Draft"], ["corrected", "Corrected"], ["approved", "Approved"], ["rejected", "Rejected"]];

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.element the list; the bar is placed before it
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("@preact/signals").ReadonlySignal<number>} editor.threshold
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/commands/settings.js").Settings>} editor.settings the limits of “Too long”
 */
export function createFilterBar(scope, { element, store, player, list, selection, threshold, settings }) {
  const filter = signal(NO_FILTER);
  const isOpen = signal(false);
  const problem = signal("");
  const bar = placeBefore(element);
  let typing = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  const change = (/** @type {Partial<Filter>} */ changes) => void (filter.value = { ...filter.peek(), ...changes });
  const changeSoon = (/** @type {Partial<Filter>} */ changes) => {
    clearTimeout(typing);
    typing = setTimeout(() => change(changes), TYPING_MS);
  };
  const setAll = (/** @type {Filter} */ wanted, is = isOpen.peek()) => {
    clearTimeout(typing);
    isOpen.value = is;
    filter.value = wanted;
    const input = /** @type {HTMLInputElement | null} */ (bar.querySelector(".filter-text"));
    if (input) input.value = wanted.text;
  };
  const clear = () => setAll(NO_FILTER);
  const wayBack = createWayBack(bar);
  const backToList = () => goBack(wayBack, { bar, selection, list });
  const close = () => {
    setAll(NO_FILTER, false);
    backToList();
  };
  const step = (/** @type {1 | -1} */ by) => {
    const id = selection.segmentId.peek();
    const { segments } = store.transcript.peek();
    const from = id === null ? (by > 0 ? -1 : segments.length) : store.transcript.peek().position(id);
    const next = list.filter.nextShown(from, by) ?? list.filter.nextShown(by > 0 ? -1 : segments.length, by);
    if (!next) return;
    selection.setSegment(next.id, { scroll: true });
    if (!player.playing.peek()) player.seek(next.startMs);
  };
  const open = (/** @type {Partial<Filter>} */ changes = {}) => {
    store.commitTyping();
    wayBack.keep();
    isOpen.value = true;
    change(changes);
    /** @type {HTMLElement | null} */ (bar.querySelector(".filter-text"))?.focus();
  };
  scope.listen(bar, "keydown", createKeys({ filter, backToList, close, step }));

  scope.add(
    effect(() => {
      const wanted = filter.value;
      const limit = threshold.value;
      const { maxSegmentMs: maxMs, maxSegmentChars: maxChars, maxCps } = wanted.tooLong ? settings.value : settings.peek();
      untracked(() => {
        try {
          list.filter.predicate.value = isOn(wanted) ? compileFilter(wanted, { threshold: limit, limits: { maxMs, maxChars, maxCps } }) : null;
          problem.value = "";
        } catch (error) {
          problem.value = messageOf(error);
        }
      });
    }),
  );
  scope.add(
    effect(() => {
      bar.hidden = !isOpen.value;
      const state = { filter: filter.value, problem: problem.value, n: list.filter.nFitting.value, of: store.transcript.value.segments.length, speakers: store.transcript.value.speakers };
      if (isOpen.value) render(html`<${Bar} ...${state} change=${change} changeSoon=${changeSoon} clear=${clear} close=${close} step=${step} />`, bar);
    }),
  );
  scope.add(() => {
    clearTimeout(typing);
    render(null, bar);
    bar.remove();
  });
  return {
    openFilter: () => open(),
    toggleFilter: (/** @type {"lowConfidence" | "unreviewed" | "flagged" | "tooLong"} */ name) => {
      isOpen.value = true;
      change({ [name]: !filter.peek()[name] });
    },
    clearFilter: close,
    /** The conditions, and whether the bar is shown. */
    state: computed(() => ({ filter: filter.value, isFilterOpen: isOpen.value })),
    restore: (/** @type {{filter: Filter, isFilterOpen: boolean}} */ kept) => setAll(kept.filter, kept.isFilterOpen),
  };
}

/**
 * To the cursor's place, unless the user has gone to another segment in the meantime.
 *
 * @param {import("../ui/caret-memory.js").WayBack} wayBack
 * @param {{bar: HTMLElement, selection: import("../editing/actions.js").Selection, list: import("../segments/segment-list.js").SegmentList}} editor
 */
function goBack(wayBack, { bar, selection, list }) {
  const id = selection.segmentId.peek();
  const place = wayBack.place();
  if (id !== null && place?.id !== id) selection.setSegment(id, { focus: true, scroll: true });
  else if (place) {
    list.filter.showRow(place.id);
    wayBack.giveBack();
  } else bar.querySelector("button")?.blur();
  wayBack.forget();
}

/** The bar's empty frame. @param {HTMLElement} element */
function placeBefore(element) {
  const bar = document.createElement("section");
  bar.className = "filter";
  bar.setAttribute("aria-label", "Filter");
  element.before(bar);
  return bar;
}

/**
 * Keys of the bar: Escape goes back to the list, or closes the bar if nothing is filtered; Enter goes to the next hit.
 *
 * @param {object} bar
 * @param {import("@preact/signals").Signal<Filter>} bar.filter
 * @param {() => void} bar.backToList
 * @param {() => void} bar.close
 * @param {(by: 1 | -1) => void} bar.step
 */
function createKeys({ filter, backToList, close, step }) {
  return (/** @type {KeyboardEvent} */ event) => {
    if (pressedKey(event) === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (isOn(filter.peek())) backToList();
      else close();
    } else if (pressedKey(event) === "Enter" && /** @type {Element} */ (event.target).matches(".filter-text")) {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    }
  };
}

/** @typedef {ReturnType<typeof createFilterBar>} FilterBar */

/**
 * @param {object} props
 * @param {Filter} props.filter
 * @param {string} props.problem of the expression; empty if there is none
 * @param {number} props.n segments shown
 * @param {number} props.of segments in all
 * @param {readonly {id: string, name: string}[]} props.speakers
 * @param {(changes: Partial<Filter>) => void} props.change
 * @param {(changes: Partial<Filter>) => void} props.changeSoon when the user has stopped typing
 * @param {() => void} props.clear
 * @param {() => void} props.close
 * @param {(by: 1 | -1) => void} props.step
 */
function Bar({ filter, problem, n, of, speakers, change, changeSoon, clear, close, step }) {
  const isFiltered = isOn(filter);
  const valueOf = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).value;
  return html`
    ${CHIPS.map(
      ({ name, label, title }) => html`<button key=${name} class="filter-chip" aria-pressed=${filter[name] ? "true" : "false"} title=${keyText(title)}
        onClick=${() => change({ [name]: !filter[name] })}>${filter[name] ? "✓ " : ""}${label}</button>`,
    )}
    <select aria-label="Speaker" value=${filter.speaker ?? "*"} onChange=${(/** @type {Event} */ event) => change({ speaker: valueOf(event) === "*" ? null : valueOf(event) })}>
      <option value="*">any speaker</option>
      ${speakers.map(({ id, name }) => html`<option key=${id} value=${id}>${name || id}</option>`)}
      <option value="">no speaker</option>
    </select>
    <select aria-label="Status" value=${filter.status ?? "*"} onChange=${(/** @type {Event} */ event) => change({ status: valueOf(event) === "*" ? null : valueOf(event) })}>
      <option value="*">any status</option>
      ${STATUSES.map(([value, label]) => html`<option key=${value} value=${value}>${label}</option>`)}
    </select>
    <input class="filter-text" type="text" aria-label="Contains" placeholder="contains…" spellcheck=${false} maxlength="1000" aria-invalid=${problem ? "true" : "false"}
      onInput=${(/** @type {Event} */ event) => changeSoon({ text: valueOf(event) })} />
    <button class="filter-chip is-code" aria-pressed=${filter.isRegex ? "true" : "false"} aria-label="Regular expression" title="Regular expression"
      onClick=${() => change({ isRegex: !filter.isRegex })}>.*</button>
    <span class=${`filter-state ${problem ? "is-error" : ""}`} role="status">${problem || (isFiltered ? `Filtered: ${n.toLocaleString("en")} of ${of.toLocaleString("en")}` : `All ${of.toLocaleString("en")} shown`)}</span>
    <button class="icon-button" aria-label="Previous" title="Previous (Shift+Enter in the field)" disabled=${!n} onClick=${() => step(-1)}>↑</button>
    <button class="icon-button" aria-label="Next" title="Next (Enter in the field)" disabled=${!n} onClick=${() => step(1)}>↓</button>
    <button class="button" disabled=${!isFiltered} onClick=${clear}>Clear</button>
    <button class="icon-button" aria-label="Close the filter and show all" onClick=${close}>×</button>
  `;
}
