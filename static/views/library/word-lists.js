/** This browser's word lists: autocorrections, abbreviations, non-speech marks, fillers. */

import { html } from "htm/preact";

import { readPairs, writePairs } from "../../core/editing/replacement-pairs.js";
import { FILLERS } from "../../core/text/disfluencies.js";
import { keyText } from "../ui/key-labels.js";
import { pressedKey } from "../../core/base/key-press.js";

/** @typedef {import("../../core/editing/replacement-pairs.js").Pair} Pair */

/**
 * @param {object} parts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} parts.settingsStore
 * @param {import("../ui/toasts.js").Toasts} parts.toasts
 */
export function createWordLists({ settingsStore, toasts }) {
  const change = (/** @type {Partial<import("../../core/commands/settings.js").Settings>} */ changes) => settingsStore.change(changes);
  const tables = /** @type {const} */ ([
    {
      name: "autocorrect", title: "Autocorrect",
      hint: "A word is corrected when a space or punctuation follows it. Backspace or {undo} directly afterwards undoes the correction. Capitals are kept: Teh → The.",
      labels: ["Typed", "Corrected"],
    },
    {
      name: "expansions", title: "Abbreviations",
      hint: "An abbreviation that begins with a mark such as “;” is expanded at once, others when the word ends. {cursor} is the position of the cursor afterwards, {time} the time of the playhead.",
      labels: ["Abbreviation", "Expansion"],
    },
  ]);
  return {
    /** @param {import("../../core/commands/settings.js").Settings} settings */
    draw(settings) {
      return html`
        ${tables.map((table) => html`<${PairTable} key=${table.name} ...${table} pairs=${settings[table.name]}
          change=${(/** @type {Pair[]} */ pairs) => change({ [table.name]: pairs })} toasts=${toasts} />`)}
        <${Lines} title="Non-speech marks" lines=${settings.soundMarks} rows=${6}
          hint="One per line. {mark-1} to 9 insert them at the cursor. {time} is the time of the playhead."
          change=${(/** @type {string[]} */ soundMarks) => change({ soundMarks })} />
        <${Fillers} settings=${settings} set=${change} fillers=${settings.fillers} change=${(/** @type {Record<string, string[]>} */ fillers) => change({ fillers })} />`;
    },
  };
}

/**
 * @param {object} props
 * @param {string} props.name of the setting
 * @param {string} props.title
 * @param {string} props.hint
 * @param {readonly [string, string]} props.labels of the two columns
 * @param {Pair[]} props.pairs
 * @param {(pairs: Pair[]) => void} props.change
 * @param {import("../ui/toasts.js").Toasts} props.toasts
 */
function PairTable({ name, title, hint, labels, pairs, change, toasts }) {
  const put = (/** @type {number} */ at, /** @type {Partial<Pair>} */ changes) =>
    change(pairs.map((pair, i) => (i === at ? { ...pair, ...changes } : pair)));
  const field = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).value;
  const add = (/** @type {HTMLTableRowElement} */ row) => {
    const [from, to] = /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ ([...row.querySelectorAll("input, textarea")]);
    if (!from.value.trim() || !to.value) return (from.value.trim() ? to : from).focus();
    change([{ from: from.value.trim(), to: to.value }, ...pairs.filter((pair) => pair.from !== from.value.trim())]);
    from.value = to.value = "";
    from.focus();
  };
  const rowOf = (/** @type {Event} */ event) => /** @type {HTMLTableRowElement} */ (/** @type {HTMLElement} */ (event.target).closest("tr"));
  const read = async (/** @type {File} */ file) => {
    const found = readPairs(await file.text());
    const known = new Set(found.map((pair) => pair.from));
    change([...found, ...pairs.filter((pair) => !known.has(pair.from))]);
    toasts.show({ text: `${found.length} entries were imported from ${file.name}.`, kind: found.length ? "success" : "error" });
  };
  return html`<section aria-label=${title}>
    <h2>${title}</h2>
    <p class="words-hint">${keyText(hint)} Stored in this browser.</p>
    <div class="words-bar">
      <label class="button">Import CSV or TSV…<input class="unseen" type="file" accept=".csv,.tsv,.txt" aria-label=${`Import ${title}`}
        onChange=${(/** @type {Event} */ event) => {
          const input = /** @type {HTMLInputElement} */ (event.target);
          if (input.files?.[0]) void read(input.files[0]);
          input.value = "";
        }} /></label>
      <button class="button" onClick=${() => download(`${name}.csv`, writePairs(pairs))}>Export CSV</button>
    </div>
    <table aria-label=${`${labels[0]}, ${labels[1]}`}>
      <thead><tr><th>${labels[0]}</th><th>${labels[1]}</th><th><span class="unseen">Actions</span></th></tr></thead>
      <tbody>
        <tr onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
          if (pressedKey(event) !== "Enter" || event.shiftKey || event.target instanceof HTMLButtonElement) return;
          event.preventDefault();
          add(rowOf(event));
        }}>
          <td><input aria-label=${`New: ${labels[0]}`} placeholder="New" /></td>
          <td><textarea rows="1" aria-label=${`New: ${labels[1]}`}></textarea></td>
          <td><button class="button" onClick=${(/** @type {Event} */ event) => add(rowOf(event))}>Add</button></td>
        </tr>
        ${pairs.map((pair, at) => html`<tr key=${pair.from}>
          <td><input aria-label=${labels[0]} dir="auto" value=${pair.from} onChange=${(/** @type {Event} */ e) => put(at, { from: field(e).trim() })} /></td>
          <td><textarea rows="1" aria-label=${`${labels[1]}: ${pair.from}`} dir="auto" value=${pair.to} onChange=${(/** @type {Event} */ e) => put(at, { to: field(e) })}></textarea></td>
          <td><button class="link" aria-label=${`Remove ${pair.from}`} onClick=${() => change(pairs.filter((one) => one !== pair))}>Remove</button></td>
        </tr>`)}
      </tbody>
    </table>
  </section>`;
}

/** @param {{title: string, hint: string, lines: string[], rows: number, change: (lines: string[]) => void}} props */
function Lines({ title, hint, lines, rows, change }) {
  return html`<section aria-label=${title}>
    <h2>${title}</h2>
    <p class="words-hint">${keyText(hint)} Stored in this browser.</p>
    <textarea aria-label=${title} rows=${rows} cols="40" value=${lines.join("\n")}
      onChange=${(/** @type {Event} */ event) => change(linesOf(event))}></textarea>
  </section>`;
}

const linesOf = (/** @type {Event} */ event) =>
  /** @type {HTMLTextAreaElement} */ (event.target).value.split("\n").map((line) => line.trim()).filter(Boolean);

/**
 * @param {object} props
 * @param {import("../../core/commands/settings.js").Settings} props.settings
 * @param {(changes: Partial<import("../../core/commands/settings.js").Settings>) => void} props.set
 * @param {Record<string, string[]>} props.fillers
 * @param {(fillers: Record<string, string[]>) => void} props.change
 */
function Fillers({ settings, set, fillers, change }) {
  const check = (/** @type {"dropsRepeats" | "dropsFalseStarts"} */ name, /** @type {string} */ label) => html`<label class="check">
    <input type="checkbox" checked=${settings[name]} onChange=${(/** @type {Event} */ event) => set({ [name]: /** @type {HTMLInputElement} */ (event.target).checked })} />${label}</label>`;
  const codes = Object.keys(FILLERS);
  return html`<section aria-label="Fillers and repetitions">
    <h2>Fillers and repetitions</h2>
    <p class="words-hint">
      Words that the clean view leaves out, per language, separated by commas. Changes apply to the editor and to exports from this
      browser; the command line uses the built-in lists.
    </p>
    ${check("dropsRepeats", "Also leave out repeated words (“the the car”)")}
    ${check("dropsFalseStarts", "Also leave out false starts (“w- went”)")}
    <table aria-label="Fillers of each language"><tbody>
      ${codes.map((code) => html`<tr key=${code}>
        <td class="quiet">${code}</td>
        <td><input aria-label=${`Fillers in ${code}`} dir="auto" value=${(fillers[code] ?? FILLERS[code]).join(", ")}
          onChange=${(/** @type {Event} */ event) => {
            const words = /** @type {HTMLInputElement} */ (event.target).value.split(",").map((word) => word.trim()).filter(Boolean);
            change({ ...fillers, [code]: words });
          }} /></td>
        <td>${fillers[code] && html`<button class="link" onClick=${() => {
          change(Object.fromEntries(Object.entries(fillers).filter(([one]) => one !== code)));
        }}>Reset</button>`}</td>
      </tr>`)}
    </tbody></table>
  </section>`;
}

/**
 * @param {string} name
 * @param {string} text
 */
function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
