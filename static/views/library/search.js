/** The search over the text of all recordings. */

import { html } from "htm/preact";
import { effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";

/** @typedef {import("../../core/sync/api.js").Answers["GET /search"]} Found */

const SEARCH_PAUSE_MS = 200;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("../../core/sync/api.js").Api} api
 * @param {{query: import("@preact/signals").Signal<string>, hits: import("@preact/signals").Signal<Found | null>, tell: (error: unknown) => void}} parts
 */
export function searchAsTyped(scope, api, { query, hits, tell }) {
  let running = new AbortController();
  scope.add(
    effect(() => {
      const text = query.value.trim();
      running.abort();
      const current = new AbortController();
      running = current;
      if (!text) {
        hits.value = null;
        return;
      }
      setTimeout(async () => {
        if (current.signal.aborted) return;
        try {
          const found = await api.search(text, current.signal);
          if (!current.signal.aborted) hits.value = found;
        } catch (error) {
          if (!current.signal.aborted) tell(error);
        }
      }, SEARCH_PAUSE_MS);
    }),
  );
}

/** @param {{found: Found, query: string}} props */
export function Hits({ found: { hits, more }, query }) {
  if (!hits.length) return html`<p class="library-empty">No transcript contains “${query}”.</p>`;
  return html`
    ${more && html`<p class="quiet hits-more">Only the first ${hits.length} results are shown. Add words to narrow the search; <a href=${`/replace?q=${encodeURIComponent(query)}`}>Find and replace</a> lists all.</p>`}
    <ol class="hits" aria-label="Search results">
    ${hits.map((hit) => html`<li key=${`${hit.media}/${hit.segment}`}>
      <a href=${`/media/${hit.media}?segment=${hit.segment}&t=${hit.word_start ?? hit.start}`}>
        <span class="hit-place">${hit.title} <span class="quiet">${formatClock(hit.start * 1000)}</span></span>
        <span class="hit-text" dir="auto">${hit.snippet.map((part) => (part.match ? html`<mark>${part.text}</mark>` : part.text))}</span>
      </a>
    </li>`)}
  </ol>`;
}
