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
  document: ["base"],
  text: ["base", "document"],
  timeline: ["base", "document"],
  sync: ["base", "document"],
  editing: ["base", "document", "text", "sync"],
  player: ["base", "document", "timeline", "editing"],
  review: ["base", "document", "text", "editing"],
  commands: ["base", "timeline"],
};
const VIEWS = {
  ui: [],
  timeline: ["ui"],
  player: ["ui"],
  segments: ["ui"],
  review: ["ui"],
  commands: ["ui"],
  editing: ["ui", "player", "segments"],
  library: ["ui", "editing"],
  pages: ["ui", "timeline", "player", "segments", "review", "commands", "editing", "library"],
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
    files: ["static/core/**/*.js"],
    rules: { "no-restricted-globals": ["error", ...NO_DOM] },
  },
  {
    files: ["static/core/**/*.js", "static/views/**/*.js"],
    ignores: ["static/core/base/scope.js"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='addEventListener']",
          message: "Register listeners with scope.listen(target, type, handler), so that they end with the view.",
        },
        {
          selector: "CallExpression[callee.name='setInterval']",
          message: "Use scope.every(ms, run), so that the timer ends with the view.",
        },
      ],
    },
  },
  ...neighbours("core", CORE, true),
  ...neighbours("views", VIEWS, false),
  { files: ["tests/js/**/*.js"], languageOptions: { globals: globals.node } },
];
