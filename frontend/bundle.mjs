// Bundles scripts, styles, font and icon into generator/papershelf/theme/assets, under names with a hash of
// their content, and writes these names down for templates and Python. With --check it only says,
// by its exit code, whether what lies there is what the sources give.

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ASSETS = "generator/papershelf/theme/assets";
const FOR_TEMPLATES = "generator/papershelf/theme/partials/asset_names.html";
const FOR_PYTHON = "generator/papershelf/core/asset_names.py";

const COMMON = {
  absWorkingDir: ROOT,
  assetNames: "[name].[hash]",
  bundle: true,
  chunkNames: "[name].[hash]",
  entryNames: "[name].[hash]",
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: ASSETS,
  target: "es2023",
  write: false,
};

/** The files of one bundle, and the name of what each entry has become. */
async function bundle(options) {
  const { metafile, outputFiles } = await build({ ...COMMON, ...options });
  const files = new Map(
    outputFiles.map((file) => [path.relative(ROOT, file.path), Buffer.from(file.contents)]),
  );
  const made = Object.entries(metafile.outputs);
  const nameOf = (source) => {
    const isSource = ([, { entryPoint, inputs }]) =>
      entryPoint === source || (!entryPoint && Object.keys(inputs).join() === source);
    return made.find(isSource)[0].slice(ASSETS.length + 1);
  };
  return { files, nameOf };
}

async function bundleAll() {
  const css = ["papershelf", "prose", "search"].map((name) => `frontend/css/${name}.css`);
  const styles = await bundle({
    entryPoints: [...css, "frontend/favicon.svg", "frontend/fonts/papershelf-serif-license.txt"],
    loader: { ".svg": "copy", ".txt": "copy", ".woff2": "file" },
    // Browsers are named by what they know: nothing is rewritten for older ones.
    target: "esnext",
  });
  const searchStyles = styles.nameOf("frontend/css/search.css");
  const scripts = await bundle({
    define: { SEARCH_STYLES: JSON.stringify(searchStyles) },
    entryPoints: ["frontend/js/papershelf.js"],
    format: "esm",
    splitting: true,
  });
  const early = await bundle({ entryPoints: ["frontend/js/early.js"], format: "iife" });
  const names = {
    early_script: early.nameOf("frontend/js/early.js"),
    favicon: styles.nameOf("frontend/favicon.svg"),
    font: styles.nameOf("frontend/fonts/papershelf-serif.woff2"),
    // The license asks to go with the font.
    font_license: styles.nameOf("frontend/fonts/papershelf-serif-license.txt"),
    prose_styles: styles.nameOf("frontend/css/prose.css"),
    script: scripts.nameOf("frontend/js/papershelf.js"),
    search_script: scripts.nameOf("frontend/js/search/app.js"),
    search_styles: searchStyles,
    styles: styles.nameOf("frontend/css/papershelf.css"),
  };
  const files = new Map([...styles.files, ...scripts.files, ...early.files]);
  files.set(FOR_TEMPLATES, Buffer.from(renderForTemplates(names)));
  files.set(FOR_PYTHON, Buffer.from(renderForPython(names)));
  return files;
}

function renderForTemplates(names) {
  const lines = Object.entries(names).map(([name, file]) => `  "${name}": "assets/${file}",`);
  return [
    "{#- Written by `make bundle`: where the bundled files are. -#}",
    "{% set assets = {",
    ...lines,
    "} %}",
    "",
  ].join("\n");
}

function renderForPython(names) {
  const lines = ["favicon", "search_script", "search_styles"].map(
    (name) => `${name.toUpperCase()} = "assets/${names[name]}"`,
  );
  const says = '"""Where the bundled files of the theme are. Written by `make bundle`."""';
  return [says, "", ...lines, ""].join("\n");
}

/** What lies in the folder of the bundle now. */
async function listBundled() {
  const names = await readdir(path.join(ROOT, ASSETS)).catch(() => []);
  return names.map((name) => `${ASSETS}/${name}`);
}

/** The paths at which the sources give something else than what lies there. */
async function findStale(files) {
  const stale = (await listBundled()).filter((file) => !files.has(file));
  for (const [file, content] of files) {
    const kept = await readFile(path.join(ROOT, file)).catch(() => null);
    if (!kept?.equals(content)) stale.push(file);
  }
  return stale.sort();
}

const files = await bundleAll();
const stale = await findStale(files);
if (process.argv.includes("--check")) {
  for (const file of stale) console.error(`${file}: stale; run \`make bundle\``);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  await mkdir(path.join(ROOT, ASSETS), { recursive: true });
  for (const file of stale) {
    const content = files.get(file);
    if (content) await writeFile(path.join(ROOT, file), content);
    else await rm(path.join(ROOT, file), { recursive: true });
  }
}
