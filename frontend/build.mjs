// Builds what the browser loads into taizhang/web/static/built: one script and one sheet per kind of page, the two
// heavy chunks (charts, maps) that only the pages with a chart or a map load, and the sprite of the icons in use.
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const built = here("../taizhang/web/static/built/");

const ENTRIES = {
  office: "src/office/main.ts",
  passkey: "src/passkey/main.ts",
  phone: "src/phone/main.ts",
  worker: "src/phone/worker.ts",
  chart: "src/chart/main.ts",
  map: "src/map/main.ts",
  screen: "src/screen/main.ts",
};

const scss = {
  name: "scss",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const sheet = sass.compile(path, {
        loadPaths: [here("node_modules"), here("src/styles")],
        quietDeps: true,
        silenceDeprecations: ["import"],
      });
      const watchFiles = sheet.loadedUrls.map(fileURLToPath);
      return { contents: sheet.css, loader: "css", watchFiles };
    });
  },
};

async function bundle() {
  const present = Object.entries(ENTRIES).filter(([, source]) => existsSync(here(source)));
  await esbuild.build({
    entryPoints: Object.fromEntries(present.map(([name, source]) => [name, here(source)])),
    outdir: built,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome100", "safari15.4", "firefox100"],
    loader: { ".png": "dataurl", ".svg": "dataurl" },
    legalComments: "linked",
    logLevel: "warning",
    plugins: [scss],
  });
}

async function sprite() {
  const names = (await readFile(here("icons.txt"), "utf8")).split(/\s+/).filter(Boolean);
  const symbols = await Promise.all(names.map(symbol));
  await writeFile(`${built}icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

async function symbol(name) {
  const file = here(`node_modules/@tabler/icons/icons/outline/${name}.svg`);
  if (!existsSync(file)) throw new Error(`icons.txt 中的图标 ${name} 在 Tabler 图标里不存在，请到 tabler.io/icons 核对名称`);
  const drawing = (await readFile(file, "utf8")).replace(/<!--[\s\S]*?-->/g, "");
  const paths = drawing.slice(drawing.indexOf(">") + 1, drawing.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${paths}</symbol>`;
}

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
await Promise.all([bundle(), sprite()]);
