// What ESLint asks of our scripts and styles. They run as they are, so the rules also keep them to
// what every current browser understands.

import css from "@eslint/css";
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import globals from "globals";

const strict = {
  ...js.configs.recommended.rules,
  "array-callback-return": "error",
  complexity: ["error", 20],
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
  "no-alert": "error",
  "no-console": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-param-reassign": "error",
  "no-restricted-properties": [
    "error",
    { property: "innerHTML", message: "Papers are hostile: build nodes, or set textContent." },
    { property: "outerHTML", message: "Papers are hostile: build nodes, or set textContent." },
    { property: "insertAdjacentHTML", message: "Papers are hostile: build nodes." },
    { object: "document", property: "write", message: "Build nodes instead." },
  ],
  "no-script-url": "error",
  "no-shadow": "error",
  "no-undef": "error",
  "no-unused-vars": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-template": "error",
};

export default defineConfig([
  globalIgnores([
    "**/vendor/",
    "site/",
    "node_modules/",
    ".venv/",
    "docs/",
    "htmlcov/",
    "generator/papershelf/theme/",
    "generator/papershelf/theme_material/assets/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["frontend/**/*.js", "generator/**/*.js", "tests/**/*.js"],
    languageOptions: {
      sourceType: "module",
      globals: { ...globals.browser, ...globals.worker, SEARCH_STYLES: "readonly" },
    },
    rules: strict,
  },
  {
    files: ["**/*.mjs", "eslint.config.js"],
    languageOptions: { sourceType: "module", globals: globals.node },
    rules: { ...strict, "no-console": "off" },
  },
  {
    files: ["frontend/**/*.css"],
    plugins: { css },
    language: "css/css",
    extends: ["css/recommended"],
    rules: {
      // Material names its custom properties; we cannot see them from here.
      "css/no-invalid-properties": ["error", { allowUnknownVariables: true }],
      // Print and reduced motion must win over every other rule: that is what it is for.
      "css/no-important": "off",
      // What looks better where it is known and is missed by nobody elsewhere is listed here.
      "css/use-baseline": [
        "error",
        {
          available: "newly",
          allowProperties: ["forced-color-adjust", "text-size-adjust", "user-select"],
          allowPropertyValues: { "text-wrap": ["pretty"] },
        },
      ],
    },
  },
]);
