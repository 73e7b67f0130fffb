// Bundles the modules and the styles into the package's static files, each under a fixed name.
import { build } from "esbuild";
import { copyFile, mkdir, rm } from "node:fs/promises";

const out = "../src/florilege/web/static/build";
await rm(out, { recursive: true, force: true });

const shared = { bundle: true, minify: true, target: ["es2020", "chrome90", "firefox90", "safari15"], logLevel: "warning" };

await build({
  ...shared,
  entryPoints: { directory: "src/directory.ts", embed: "src/embed.ts", search: "src/search.ts", finder: "src/finder.ts", "finder-live": "src/finder_live.ts", map: "src/map.ts", workspace: "src/workspace.ts", laboratory: "src/laboratory.ts", correction: "src/correction.ts", grid: "src/grid.ts", door: "src/door.ts", "door-offline": "src/door_offline.ts", practice: "src/practice.ts", practices: "src/practices.ts", slides: "src/slides.ts" },
  format: "iife",
  charset: "utf8",
  legalComments: "external",
  outdir: out,
});
// The map of large studies: a module and its worker, which only served sites load.
await build({
  ...shared,
  target: ["es2022"],
  entryPoints: { many: "src/many.ts", "many-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs" },
  format: "esm",
  charset: "utf8",
  legalComments: "external",
  outdir: out,
});
await build({
  ...shared,
  entryPoints: { site: "styles/site.css", map: "styles/live-map.css", many: "styles/many-map.css" },
  loader: { ".woff2": "file", ".png": "dataurl", ".svg": "dataurl" },
  assetNames: "fonts/[name]",
  outdir: out,
});
await copyFile("icon.svg", `${out}/icon.svg`);

// What the report is set with: whole faces, which the pages do not load, and the sheets that its colours are read from.
const faces = {
  "source-serif-4": ["SourceSerif4", ["400Regular", "400Regular_Italic", "600SemiBold"]],
  "public-sans": ["PublicSans", ["400Regular", "400Regular_Italic", "600SemiBold"]],
};
await mkdir(`${out}/printed`);
for (const [family, [file, styles]] of Object.entries(faces)) {
  for (const style of styles) {
    const name = `${file}_${style}.ttf`;
    await copyFile(`node_modules/@expo-google-fonts/${family}/${style}/${name}`, `${out}/printed/${name}`);
  }
}
for (const sheet of ["tokens.css", "figures.css"]) await copyFile(`styles/${sheet}`, `${out}/printed/${sheet}`);
