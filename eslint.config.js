import js from "@eslint/js";
import globals from "globals";

const NO_DOM = ["document", "window", "localStorage", "HTMLElement", "requestAnimationFrame"].map((name) => ({
  name,
  message: `core/ runs without a page: take what you need from '${name}' as a parameter, or move this to views/.`,
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
      "max-lines": ["warn", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["warn", { max: 120, skipBlankLines: true, skipComments: true }],
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
  { files: ["tests/js/**/*.js"], languageOptions: { globals: globals.node } },
];
