/** The page of word lists: the library's glossary and this browser's autocorrections and abbreviations. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { createApi } from "../../core/sync/api.js";
import { messageOf } from "../../core/base/errors.js";
import { Scope } from "../../core/base/scope.js";
import { createSettings } from "../../core/commands/settings.js";
import { createWordLists } from "../library/word-lists.js";
import { PageHeader } from "../ui/page-header.js";
import { pickFile } from "../ui/pick-files.js";
import { createToasts } from "../ui/toasts.js";
import { keepComposition, pressedKey } from "../../core/base/key-press.js";

const SHOWN = 200; // rows of the glossary shown at once; the filter finds the others

/** @typedef {import("../../core/sync/api-types.js").Term} Term */
/** @typedef {import("../../core/sync/api-types.js").Project} Project */

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("words"));
  const scope = new Scope();
  const toasts = createToasts(scope, /** @type {HTMLElement} */ (document.getElementById("toasts")));
  const api = createApi(fetch.bind(window));
  const settingsStore = createSettings(localStorage);
  const terms = signal(/** @type {Term[]} */ ([]));
  const filter = signal("");
  const languages = signal(/** @type {{code: string, name: string}[]} */ ([]));
  const projects = signal(/** @type {Project[]} */ ([]));
  const tell = (/** @type {unknown} */ error) =>
    void toasts.show({ text: messageOf(error), kind: "error" });
  const attempt = (/** @type {() => Promise<void>} */ run) => void run().catch((error) => toasts.fail(error, () => attempt(run)));
  let saving = Promise.resolve();
  const reload = async () => void (terms.value = (await api.glossary()).terms);

  const actions = {
    filter: (/** @type {string} */ text) => void (filter.value = text),
    add: (/** @type {import("../../core/sync/api-types.js").NewTerm} */ term, /** @type {() => void} */ onDone) =>
      attempt(async () => {
        await api.addTerm(term);
        await reload();
        onDone();
      }),
    /** Shown before the server answers, so that quick changes build on one another. */
    change: (/** @type {Term} */ { id }, /** @type {Partial<Term>} */ changes) => {
      terms.value = terms.peek().map((one) => (one.id === id ? { ...one, ...changes } : one));
      const changed = /** @type {Term} */ (terms.peek().find((one) => one.id === id));
      const { term, misrecognitions, language, note, project } = changed;
      // Reload only after an error: reloading would overwrite text that is being typed.
      saving = saving.then(async () => void (await api.changeTerm(id, { term, misrecognitions, language, note, project }))).catch((error) => {
        tell(error);
        attempt(reload);
      });
    },
    remove: (/** @type {Term} */ term) =>
      attempt(async () => {
        await api.removeTerm(term.id);
        await reload();
        const { term: text, misrecognitions, language, note, project } = term;
        toasts.show({ text: `“${text}” was removed.`, action: { label: "Undo", run: () => actions.add({ term: text, misrecognitions, language, note, project }, () => {}) } });
      }),
    importFile: () =>
      pickFile((file) =>
        attempt(async () => {
          const outcome = await api.importTerms(await file.text());
          await reload();
          const odd = outcome.warnings.length ? ` Skipped: ${outcome.warnings.slice(0, 3).join("; ")}${outcome.warnings.length > 3 ? "…" : ""}` : "";
          toasts.show({ text: `${outcome.terms} ${outcome.terms === 1 ? "term was" : "terms were"} imported from ${file.name}.${odd}`, kind: odd ? "info" : "success" });
        }), ".csv,.tsv,.txt",
      ),
  };
  const lists = createWordLists({ settingsStore, toasts });
  root.replaceChildren();
  scope.add(
    effect(() =>
      render(
        html`<${PageHeader} path="/words" title="Word lists" />
          <main class="library-main words">
            <${Glossary} terms=${terms.value} filter=${filter.value} languages=${languages.value} projects=${projects.value} actions=${actions} />
            ${lists.draw(settingsStore.settings.value)}
          </main>`,
        root,
      ),
    ),
  );
  await reload().catch(tell);
  projects.value = (await api.projects().catch(() => ({ projects: [] }))).projects;
  languages.value = (await api.models().catch(() => ({ languages: [] }))).languages;
  root.dataset.ready = "true";
}

/**
 * @typedef {object} GlossaryActions
 * @property {(text: string) => void} filter
 * @property {(term: import("../../core/sync/api-types.js").NewTerm, onDone: () => void) => void} add
 * @property {(term: Term, changes: Partial<Term>) => void} change
 * @property {(term: Term) => void} remove
 * @property {() => void} importFile
 */
/** @typedef {readonly {code: string, name: string}[]} Languages */

/** @param {{terms: Term[], filter: string, languages: Languages, projects: readonly Project[], actions: GlossaryActions}} props */
function Glossary({ terms, filter, languages, projects, actions }) {
  const wanted = filter.toLowerCase();
  const found = terms.filter((term) => [term.term, ...term.misrecognitions, term.note, nameOf(projects, term.project)].some((text) => text.toLowerCase().includes(wanted)));
  return html`<section aria-labelledby="glossary-title">
    <h2 id="glossary-title">Glossary</h2>
    <p class="words-hint">
      Names and terms of the whole library, and of collections. Where a new draft has something that sounds like one of them, recognition runs again
      with these terms as hints. Wrong forms are earlier misrecognitions; corrections that you apply everywhere are added here.
    </p>
    <div class="words-bar">
      <input type="search" onKeyDown=${keepComposition} placeholder="Filter" aria-label="Filter the glossary" value=${filter}
        onInput=${(/** @type {Event} */ event) => actions.filter(/** @type {HTMLInputElement} */ (event.target).value)} />
      <span class="words-note" role="status">${terms.length} ${terms.length === 1 ? "term" : "terms"}${wanted ? `, ${found.length} shown` : ""}</span>
      <button class="button" onClick=${actions.importFile}>Import CSV or TSV…</button>
      <a class="button" href="/api/v1/glossary/export?format=csv" download="glossary.csv">Export CSV</a>
      <a class="button" href="/api/v1/glossary/export?format=tsv" download="glossary.tsv">TSV</a>
    </div>
    <table aria-labelledby="glossary-title">
      <thead><tr><th>Term</th><th>Wrong forms, separated by commas</th><th>Language</th>${projects.length > 0 && html`<th>Collection</th>`}<th>Note</th><th><span class="unseen">Actions</span></th></tr></thead>
      <tbody>
        <${NewTerm} languages=${languages} projects=${projects} add=${actions.add} />
        ${found.slice(0, SHOWN).map((term) => html`<${TermRow} key=${term.id} term=${term} languages=${languages} projects=${projects} actions=${actions} />`)}
      </tbody>
    </table>
    ${found.length > SHOWN && html`<p class="words-note">The newest ${SHOWN} are shown. Use the filter to find others.</p>`}
  </section>`;
}

const formsOf = (/** @type {string} */ text) => text.split(",").map((form) => form.trim()).filter(Boolean);

/** @param {readonly Project[]} projects @param {string | null} id */
function nameOf(projects, id) {
  return projects.find((one) => one.id === id)?.name ?? "";
}

/** @param {{languages: Languages, projects: readonly Project[], add: GlossaryActions["add"]}} props */
function NewTerm({ languages, projects, add }) {
  const submit = (/** @type {HTMLTableRowElement} */ row) => {
    const [term, forms, note] = /** @type {HTMLInputElement[]} */ ([...row.querySelectorAll("input")]);
    const [language, project] = row.querySelectorAll("select");
    if (!term.value.trim()) return term.focus();
    add({ term: term.value, misrecognitions: formsOf(forms.value), language: language.value || null, note: note.value, project: project?.value || null }, () => {
      term.value = forms.value = note.value = "";
      term.focus();
    });
  };
  const rowOf = (/** @type {Event} */ event) => /** @type {HTMLTableRowElement} */ (/** @type {HTMLElement} */ (event.target).closest("tr"));
  return html`<tr onKeyDown=${(/** @type {KeyboardEvent} */ event) => pressedKey(event) === "Enter" && !(event.target instanceof HTMLButtonElement) && submit(rowOf(event))}>
    <td><input aria-label="New term" placeholder="New term" maxlength="100" /></td>
    <td><input aria-label="Its wrong forms" /></td>
    <td><${Language} languages=${languages} value=${null} label="Its language" /></td>
    ${projects.length > 0 && html`<td><${Collection} projects=${projects} value=${null} label="Its collection" /></td>`}
    <td><input aria-label="Its note" /></td>
    <td><button class="button" onClick=${(/** @type {Event} */ event) => submit(rowOf(event))}>Add</button></td>
  </tr>`;
}

/** @param {{term: Term, languages: Languages, projects: readonly Project[], actions: GlossaryActions}} props */
function TermRow({ term, languages, projects, actions }) {
  const on = (/** @type {keyof Term} */ name, /** @type {(text: string) => Term[keyof Term]} */ read) => (/** @type {Event} */ event) =>
    actions.change(term, { [name]: read(/** @type {HTMLInputElement} */ (event.target).value) });
  return html`<tr>
    <td><input aria-label="Term" dir="auto" value=${term.term} onChange=${on("term", (text) => text)} /></td>
    <td><input aria-label=${`Wrong forms of ${term.term}`} dir="auto" value=${term.misrecognitions.join(", ")} onChange=${on("misrecognitions", formsOf)} /></td>
    <td><${Language} languages=${languages} value=${term.language} label=${`Language of ${term.term}`} onChange=${on("language", (code) => code || null)} /></td>
    ${projects.length > 0 && html`<td><${Collection} projects=${projects} value=${term.project} label=${`Collection of ${term.term}`} onChange=${on("project", (id) => id || null)} /></td>`}
    <td><input aria-label=${`Note on ${term.term}`} dir="auto" value=${term.note} onChange=${on("note", (text) => text)} /></td>
    <td><button class="link" aria-label=${`Remove ${term.term}`} onClick=${() => actions.remove(term)}>Remove</button></td>
  </tr>`;
}

/** @param {{languages: Languages, value: string | null, label: string, onChange?: (event: Event) => void}} props */
function Language({ languages, value, label, onChange }) {
  return html`<select aria-label=${label} onChange=${onChange}>
    <option value="" selected=${!value}>any</option>
    ${languages.map((one) => html`<option value=${one.code} selected=${one.code === value}>${one.name}</option>`)}
  </select>`;
}

/** @param {{projects: readonly Project[], value: string | null, label: string, onChange?: (event: Event) => void}} props */
function Collection({ projects, value, label, onChange }) {
  return html`<select aria-label=${label} onChange=${onChange}>
    <option value="" selected=${!value}>all</option>
    ${projects.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === value}>${one.name}</option>`)}
  </select>`;
}

await start();
