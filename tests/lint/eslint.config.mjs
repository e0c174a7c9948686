/* Scripts against the floor of browsers (package.json, "browserslist") and for plain faults. Run by `python -m tests.lint`. */
import js from "@eslint/js";
import compat from "eslint-plugin-compat";
import es from "eslint-plugin-es-x";
import globals from "globals";

import settings from "./package.json" with { type: "json" };

/* In strings and templates: selectors that an engine at the floor rejects with an exception. */
const SELECTORS = String.raw`/:(is|where|has|not\([^)]*[, ]|focus-visible|modal|user-valid|user-invalid|dir|popover-open)\b/`;
/* These rules know methods by their names alone, and arrays have all of these. */
const rules = es.configs["flat/restrict-to-es2021"].rules;
const newer = Object.fromEntries(Object.entries(rules).filter(([name]) => !name.startsWith("es-x/no-iterator-prototype-")));
const TOO_NEW = "This selector throws in a browser at the floor.";

/* Members of the DOM are known to no rule: those that one is likely to use. */
const MEMBERS = [
  "animationTimeline", "checkVisibility", "showPopover", "hidePopover", "togglePopover", "startViewTransition", "moveBefore",
  "setHTML", "randomUUID", "scheduler", "inert", "requestSubmit", "adoptedStyleSheets", "attachInternals",
];

const floor = {
  plugins: { compat, "es-x": es },
  languageOptions: { ecmaVersion: 2021 },
  settings: { targets: settings.browserslist, "es-x": { aggressive: true } },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  rules: {
    ...js.configs.recommended.rules,
    ...compat.configs["flat/recommended"].rules,
    ...newer,
    "es-x/no-regexp-lookbehind-assertions": "error", // ES2018, but Safari has it from 16.4 only
    "no-restricted-syntax": [
      "error",
      { selector: `Literal[value=${SELECTORS}]`, message: TOO_NEW },
      { selector: `TemplateElement[value.raw=${SELECTORS}]`, message: TOO_NEW },
    ],
    "no-restricted-properties": ["error", ...MEMBERS.map((property) => ({ property, message: "A browser at the floor has no such member." }))],
    eqeqeq: "error",
    "no-implicit-globals": "error",
  },
};

export default [
  { ...floor, files: ["static/js/**/*.js", "static/preview/*.js", "static/desk/*.js"], languageOptions: { ...floor.languageOptions, globals: globals.browser, sourceType: "script" } },
  { files: ["static/js/search/*.js", "static/js/aloud/*.js"], languageOptions: { sourceType: "module" } },
  {
    ...floor,
    files: ["static/worker/*.js"],
    languageOptions: { ...floor.languageOptions, globals: { ...globals.serviceworker, SITE: "readonly" }, sourceType: "script" },
    rules: { ...floor.rules, "no-implicit-globals": "off" },
  },
];
