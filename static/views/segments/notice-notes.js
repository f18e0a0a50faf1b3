/** What the draft says of ranges, at their position in the list: speech without words, another language. */

import { html } from "htm/preact";
import { render } from "preact";
import { computed, effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { openNotices } from "../../core/sync/jobs.js";
import { formatLanguage } from "../ui/format.js";

/** @typedef {import("../../core/sync/jobs.js").Notice} Notice */
/** @typedef {import("../editing/asr-commands.js").AsrCommands} AsrCommands */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.lead holds notes before the first segment
 * @param {import("./segment-list.js").SegmentList} options.list
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("../../core/sync/jobs.js").Work} options.work
 * @param {AsrCommands} options.asr
 */
export function showNotices(scope, { lead, list, store, work, asr }) {
  const notices = computed(() => openNotices(work.notices.value, store.transcript.value.segments));
  /** @type {Map<number, HTMLElement>} */
  let shown = new Map();
  scope.add(
    effect(() => {
      const { segments } = store.transcript.value;
      const next = new Map();
      for (const notice of notices.value) {
        const before = segments.findLast((segment) => segment.startMs <= notice.startMs);
        const place = (before && list.row(before.id)) ?? lead;
        const note = shown.get(notice.id) ?? makeNote(notice, asr);
        draw(note, notice, asr);
        if (note.parentElement !== place) place.append(note);
        next.set(notice.id, note);
      }
      for (const [id, note] of shown) {
        if (next.has(id)) continue;
        render(null, note);
        note.remove();
      }
      shown = next;
    }),
  );
  return notices;
}

/**
 * @param {Notice} notice
 * @param {AsrCommands} asr
 */
function makeNote(notice, asr) {
  const note = document.createElement("section");
  note.className = `lost ${notice.language ? "is-language" : ""}`;
  note.dataset.notice = String(notice.id);
  note.onclick = (event) => event.stopPropagation(); // it is not part of the segment above it
  draw(note, notice, asr);
  return note;
}

/**
 * @param {HTMLElement} note
 * @param {Notice} notice
 * @param {AsrCommands} asr
 */
function draw(note, notice, asr) {
  const place = `${formatClock(notice.startMs)} – ${formatClock(notice.endMs)}`;
  note.setAttribute("aria-label", notice.language ? `Another language: ${place}` : `Speech without words: ${place}`);
  const text = notice.language ? html`${notice.text}` : html`Speech without words at <b>${place}</b>: listen and type it, or dismiss this.`;
  const redraft = notice.language ? `Draft again in ${formatLanguage(notice.language)}` : "Draft again…";
  render(
    html`
      <p class="lost-text">${text}</p>
      <p class="lost-actions">
        <button class="link" onClick=${() => asr.listen(notice)}>Listen</button>
        <button class="link" onClick=${() => asr.draftNotice(notice)}>${redraft}</button>
        ${!notice.language && html`<button class="link" onClick=${() => asr.typeYourself(notice)}>Type it yourself</button>`}
        <button class="link" onClick=${() => asr.dismissNotice(notice)}>Dismiss</button>
      </p>
    `,
    note,
  );
}
