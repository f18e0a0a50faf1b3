import js from "@eslint/js";
import globals from "globals";

const NO_DOM = ["document", "window", "localStorage", "HTMLElement", "requestAnimationFrame"].map((name) => ({
  name,
  message: `core/ runs without a page: take what you need from '${name}' as a parameter, or move this to views/.`,
}));

/**
 * Which feature folders a folder of core/ and of views/ may import from, besides itself. Views may import all of core/.
 * A new folder gets a line here, or it may import nothing.
 */
const CORE = {
  base: [],
  charts: [],
  jobs: ["sync"],
  document: ["base"],
  text: ["base", "document"],
  timeline: ["base", "document"],
  sync: ["base", "document"],
  speakers: ["base", "document"],
  editing: ["base", "document", "text", "sync"],
  player: ["base", "document", "timeline", "editing"],
  review: ["base", "document", "text", "editing"],
  commands: ["base", "timeline"],
  library: ["base", "text", "sync"],
  datasets: ["base", "sync"],
};
const VIEWS = {
  ui: [],
  charts: [],
  checks: ["ui"],
  jobs: ["ui", "charts"],
  timeline: ["ui"],
  player: ["ui"],
  segments: ["ui"],
  review: ["ui", "charts"],
  commands: ["ui"],
  speakers: ["ui", "timeline"],
  editing: ["ui", "player", "segments", "speakers"],
  files: ["ui"],
  datasets: ["ui"],
  library: ["ui", "editing", "files", "datasets"],
  pages: ["ui", "charts", "checks", "jobs", "timeline", "speakers", "player", "segments", "review", "commands", "editing", "files", "library", "datasets"],
};

const neighbours = (layer, table, isCore) =>
  Object.entries(table).map(([folder, allowed]) => ({
    files: [`static/${layer}/${folder}/**/*.js`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: `^\\.\\./(?!\\.\\.)(?!(${[folder, ...allowed].join("|")})/)`,
              message: `${layer}/${folder}/ may import from ${allowed.join(", ") || "no other folder"}: see the table in eslint.config.js.`,
            },
            ...(isCore ? [{ regex: "/views/", message: "core/ knows no view: move what both need to core/." }] : []),
          ],
        },
      ],
    },
  }));

/**
 * Forbids `any` in the types of JSDoc comments: it turns the type checker off where it is. Take the API's types
 * (core/sync/api-types.d.ts), or describe the value. `unknown` is for what is checked before it is used.
 */
const TYPE = /\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g; // braces, up to three deep
const noAny = {
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (comment.type !== "Block" || !comment.value.startsWith("*")) continue;
        const types = comment.value.match(TYPE) ?? [];
        if (types.some((type) => /\bany\b/.test(type))) context.report({ loc: comment.loc, message: "Give this its type instead of 'any'." });
      }
    },
  }),
};

export default [
  { ignores: ["static/vendor/**"] },
  js.configs.recommended,
  {
    files: ["static/**/*.js", "tests/js/**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: { ...globals.browser, Highlight: "readonly" } },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-var": "error",
      "prefer-const": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-empty": ["error", { allowEmptyCatch: false }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text from a transcript is never markup: use textContent or htm." },
      ],
    },
  },
  {
    files: ["static/**/*.js"],
    plugins: { transcribe: { rules: { "no-any": noAny } } },
    rules: { "transcribe/no-any": "error" },
  },
  {
    files: ["static/core/**/*.js"],
    rules: { "no-restricted-globals": ["error", ...NO_DOM] },
  },
  {
    files: ["static/core/**/*.js", "static/views/**/*.js"],
    ignores: ["static/core/base/scope.js", "static/views/ui/overlays.js"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='addEventListener']",
          message: "Register listeners with scope.listen(target, type, handler), so that they end with the view.",
        },
        {
          selector: "CallExpression[callee.property.name=/^(showModal|showPopover)$/]",
          message: "Show it with views/ui/overlays.js: the editor's keys ask there whether something lies on top.",
        },
        {
          selector: "Property[key.name='run'] CallExpression[callee.object.name='store'][callee.property.name='undo']",
          message: "Use store.offerUndo(): the button of a message takes back its own edit, and no later one.",
        },
        {
          selector: 'TemplateElement[value.raw=/\\s(spellcheck|hidden|disabled|checked|translate)="/]',
          message: "Preact sets it as a property, and any text is true: write name=${false}.",
        },
        {
          selector: "CallExpression[callee.name='setInterval']",
          message: "Use scope.every(ms, run), so that the timer ends with the view.",
        },
        {
          selector: "MemberExpression[object.name=/^(e|ev|evt|event|\\w+Event)$/][property.name=/^(key|keyCode|which|isComposing)$/]",
          message: "Read keys with pressedKey(event) or isComposition(event) of core/base/key-press.js: keys of an input method are no commands.",
        },
        {
          selector: ":matches(VariableDeclarator[init.name=/^(e|ev|evt|event)$/], AssignmentPattern) > ObjectPattern > Property[key.name=/^(key|keyCode|which|isComposing)$/]",
          message: "Read keys with pressedKey(event) or isComposition(event) of core/base/key-press.js: keys of an input method are no commands.",
        },
      ],
    },
  },
  ...neighbours("core", CORE, true),
  ...neighbours("views", VIEWS, false),
  { files: ["tests/js/**/*.js"], languageOptions: { globals: globals.node } },
];
