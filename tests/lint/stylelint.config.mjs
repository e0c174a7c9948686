/* Style sheets against the floor of browsers and for plain faults. Run by `python -m tests.lint`.

   Baseline 2020 is what Chromium 86, Safari 14 and Firefox of the end of 2020 all know: the floor of package.json. */

/* What a page is right without: a browser that does not know it shows the same words in the same places, or (print) another
   break. The rest is said to Safari with a prefix, or known from the floor on and not before. */
const REFINEMENTS = [
  "color-scheme", "content-visibility", "forced-color-adjust", "orphans", "outline", "overflow-anchor", "paint-order", "print-color-adjust",
  "scroll-margin-top", "scroll-padding-bottom", "scroll-padding-top", "text-autospace", "text-decoration-thickness",
  "text-spacing-trim", "text-wrap", "user-select", "widows",
];

const ignoreProperties = Object.fromEntries(REFINEMENTS.map((name) => [name, ["/^.+$/"]]));

export default {
  extends: ["stylelint-config-recommended"],
  plugins: ["stylelint-plugin-use-baseline"],
  reportNeedlessDisables: true,
  rules: {
    "plugin/use-baseline": [true, {
      available: 2020,
      ignoreAtRules: ["container", "page"], // the build repeats a container query as a media query (gazette/html/css_fallbacks.py)
      ignoreProperties: {
        ...ignoreProperties,
        "break-after": ["avoid"],
        "container-type": ["inline-size"],
        "overflow-wrap": ["anywhere"], // break-word stands before it
        width: ["fit-content"], // Firefox 94
      },
      ignoreSelectors: ["backdrop", "focus-visible"],
    }],
    // Safari knows one value only.
    "declaration-property-value-disallowed-list": { "text-decoration": ["/\\s/"] },
    "selector-not-notation": "simple",
    "declaration-block-no-duplicate-properties": [true, { ignore: ["consecutive-duplicates-with-different-values"] }],
    "no-descending-specificity": null, // the cascade is by file, and each says what it overrides
  },
};
