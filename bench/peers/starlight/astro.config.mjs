import starlight from "@astrojs/starlight";
import { defineConfig, passthroughImageService } from "astro/config";

export default defineConfig({
  outDir: "./site",
  image: { service: passthroughImageService() },
  integrations: [
    starlight({
      title: "政府工作报告",
      pagefind: false,
      expressiveCode: false,
      sidebar: [], // a menu of all pages on each page would cost far more than the pages do
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 4 },
      defaultLocale: "hans",
      locales: { hans: { label: "简体", lang: "zh-CN" }, hant: { label: "繁體", lang: "zh-TW" } },
    }),
  ],
});
