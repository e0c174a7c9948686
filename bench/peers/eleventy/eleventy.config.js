import markdownIt from "markdown-it";
import anchor from "markdown-it-anchor";

const HEADING = /<h([234]) id="([^"]*)"[^>]*>(.*?)<\/h\1>/g;

export default function (config) {
  config.setLibrary("md", markdownIt().use(anchor));
  config.addGlobalData("layout", "document.njk");
  config.addFilter("contents", (html) => {
    const items = [...html.matchAll(HEADING)].map(
      ([, level, id, words]) => `<li class="h${level}"><a href="#${id}">${words}</a></li>`,
    );
    return `<ul>${items.join("")}</ul>`;
  });
  config.addCollection("years", (all) => {
    const years = new Map();
    for (const page of all.getFilteredByGlob("content/**/*.md")) {
      const path = page.url.split("/").slice(1, 3).join("/");
      years.set(path, [...(years.get(path) ?? []), page]);
    }
    return [...years].map(([path, pages]) => ({ path, pages }));
  });
  return { dir: { input: "content", includes: "../_includes", output: "site" }, markdownTemplateEngine: false };
}
