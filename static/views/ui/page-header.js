/** The header of all pages but the editor: the page's title, the ways to the other pages, and the page's own controls. */

import { html } from "htm/preact";

/** @type {[string, string][]} */
const PAGES = [["/", "Recordings"], ["/replace", "Find and replace"], ["/words", "Word lists"], ["/jobs", "Jobs"]];

/**
 * @param {object} props
 * @param {string} props.path of this page
 * @param {string} props.title
 * @param {string} [props.query] words that *Find and replace* begins with
 * @param {import("preact").ComponentChildren} [props.children] controls of the page
 */
export function PageHeader({ path, title, query = "", children }) {
  const hrefOf = (/** @type {string} */ to) => (to === "/replace" && query ? `${to}?q=${encodeURIComponent(query)}` : to);
  return html`<header class="library-header">
    <h1><img src="/static/icon.svg" alt="" width="28" height="28" /> ${title}</h1>
    <nav class="page-links" aria-label="Pages">
      ${PAGES.map(([to, name]) => html`<a class="link" href=${hrefOf(to)} aria-current=${to === path ? "page" : undefined}>${name}</a>`)}
    </nav>
    ${children}
  </header>`;
}
