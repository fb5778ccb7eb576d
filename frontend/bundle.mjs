// Bundles scripts, styles, fonts and icon into the folders `assets` of our theme and of its version for
// Material, under names with a content hash, and writes these names to templates and a Python module.
// With --check it writes nothing, lists stale files, and exits with 1 if there are any.

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const THEME = "generator/papershelf/theme";
const MATERIAL = "generator/papershelf/theme_material";
const NAMES_MODULE = "generator/papershelf/core/asset_names.py";

const COMMON = {
  absWorkingDir: ROOT,
  assetNames: "[name].[hash]",
  bundle: true,
  chunkNames: "[name].[hash]",
  entryNames: "[name].[hash]",
  logLevel: "warning",
  metafile: true,
  minify: true,
  target: "es2023",
  write: false,
};

/** Resolves `./x.css?scoped` to the rules of `x.css`, limited to elements of class `papershelf`. */
const SCOPED_STYLES = {
  name: "scoped-styles",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\?scoped$/ }, ({ path: source, resolveDir }) => ({
      path: path.join(resolveDir, source.slice(0, source.indexOf("?"))),
      namespace: "scoped",
    }));
    onLoad({ filter: /./, namespace: "scoped" }, async ({ path: source }) => ({
      contents: `:where(.papershelf) {\n${await readFile(source, "utf8")}}`,
      loader: "css",
    }));
  },
};

/** Run esbuild. Returns the output files by path, and a function from a source to its output name. */
async function bundle(theme, options) {
  const outdir = `${theme}/assets`;
  const { metafile, outputFiles } = await build({ ...COMMON, outdir, ...options });
  const files = outputFiles.map((file) => [
    path.relative(ROOT, file.path),
    Buffer.from(file.contents),
  ]);
  const outputs = Object.entries(metafile.outputs);
  const nameOf = (source) => {
    const isSource = ([, { entryPoint, inputs }]) =>
      entryPoint === source || (!entryPoint && Object.keys(inputs).join() === source);
    return outputs.find(isSource)[0].slice(outdir.length + 1);
  };
  return { files, nameOf };
}

/** Bundle styles and files that are copied. */
function bundleStyles(theme, entryPoints) {
  return bundle(theme, {
    entryPoints,
    loader: { ".svg": "copy", ".txt": "copy", ".woff2": "file" },
    plugins: [SCOPED_STYLES],
    // Supported browsers know nesting and `light-dark()`; esbuild would expand them for older ones.
    target: "esnext",
  });
}

/** Bundle a script with the code of the search, which is loaded on first use. */
function bundleScripts(theme, entryPoint, searchStyles) {
  return bundle(theme, {
    define: { SEARCH_STYLES: JSON.stringify(searchStyles) },
    entryPoints: [entryPoint],
    format: "esm",
    splitting: true,
  });
}

/** Bundle a script that runs before the first paint, which a module cannot. */
function bundleEarly(theme, entryPoint) {
  return bundle(theme, { entryPoints: [entryPoint], format: "iife" });
}

/** Our theme: all files, and their names. */
async function bundleTheme() {
  const styles = await bundleStyles(THEME, [
    ...["site", "prose", "search"].map((name) => `frontend/css/${name}.css`),
    "frontend/favicon.svg",
    "frontend/fonts/papershelf-fonts-license.txt",
  ]);
  const searchStyles = styles.nameOf("frontend/css/search.css");
  const scripts = await bundleScripts(THEME, "frontend/js/papershelf.js", searchStyles);
  const early = await bundleEarly(THEME, "frontend/js/early.js");
  const names = {
    author_script: scripts.nameOf("frontend/js/author_address.js"),
    correction_script: scripts.nameOf("frontend/js/correction_dialog.js"),
    early_script: early.nameOf("frontend/js/early.js"),
    export_script: scripts.nameOf("frontend/js/search/page/citations.js"),
    filters_script: scripts.nameOf("frontend/js/lists/filters.js"),
    favicon: styles.nameOf("frontend/favicon.svg"),
    font: styles.nameOf("frontend/fonts/papershelf-serif.woff2"),
    sans_font: styles.nameOf("frontend/fonts/papershelf-sans.woff2"),
    // The license of the fonts must be distributed with them.
    font_license: styles.nameOf("frontend/fonts/papershelf-fonts-license.txt"),
    prose_styles: styles.nameOf("frontend/css/prose.css"),
    script: scripts.nameOf("frontend/js/papershelf.js"),
    search_script: scripts.nameOf("frontend/js/search/app.js"),
    search_styles: searchStyles,
    styles: styles.nameOf("frontend/css/site.css"),
  };
  return { files: [...styles.files, ...scripts.files, ...early.files], names };
}

/** The version for Material: all files, and their names. */
async function bundleForMaterial() {
  const styles = await bundleStyles(MATERIAL, [
    ...["material", "material-search"].map((name) => `frontend/css/${name}.css`),
    "frontend/favicon.svg",
  ]);
  const searchStyles = styles.nameOf("frontend/css/material-search.css");
  const scripts = await bundleScripts(MATERIAL, "frontend/js/material.js", searchStyles);
  const early = await bundleEarly(MATERIAL, "frontend/js/early_density.js");
  const names = {
    author_script: scripts.nameOf("frontend/js/author_address.js"),
    correction_script: scripts.nameOf("frontend/js/correction_dialog.js"),
    early_script: early.nameOf("frontend/js/early_density.js"),
    export_script: scripts.nameOf("frontend/js/search/page/citations.js"),
    filters_script: scripts.nameOf("frontend/js/lists/filters.js"),
    script: scripts.nameOf("frontend/js/material.js"),
    search_script: scripts.nameOf("frontend/js/search/app.js"),
    search_styles: searchStyles,
    styles: styles.nameOf("frontend/css/material.css"),
  };
  return { files: [...styles.files, ...scripts.files, ...early.files], names };
}

async function bundleAll() {
  const [ours, material] = await Promise.all([bundleTheme(), bundleForMaterial()]);
  return new Map([
    ...ours.files,
    ...material.files,
    [`${THEME}/partials/asset_names.html`, Buffer.from(renderTemplate(ours.names))],
    [`${MATERIAL}/papershelf/asset_names.html`, Buffer.from(renderTemplate(material.names))],
    [NAMES_MODULE, Buffer.from(renderModule(ours.names, material.names))],
  ]);
}

function renderTemplate(names) {
  const lines = Object.entries(names).map(([name, file]) => `  "${name}": "assets/${file}",`);
  return [
    "{#- Paths of the bundled files. Generated by `make bundle`. -#}",
    "{% set assets = {",
    ...lines,
    "} %}",
    "",
  ].join("\n");
}

function renderModule(names, materialNames) {
  const paths = {
    FAVICON: names.favicon,
    MATERIAL_SCRIPT: materialNames.script,
    MATERIAL_STYLES: materialNames.styles,
  };
  const lines = Object.entries(paths).map(([name, file]) => `${name} = "assets/${file}"`);
  const docstring = '"""Paths of bundled files in a built site. Generated by `make bundle`."""';
  return [docstring, "", ...lines, ""].join("\n");
}

/** The files now in the folders of bundled files. */
async function listBundled() {
  const folders = [`${THEME}/assets`, `${MATERIAL}/assets`];
  const names = await Promise.all(
    folders.map((folder) => readdir(path.join(ROOT, folder)).catch(() => [])),
  );
  return folders.flatMap((folder, i) => names[i].map((name) => `${folder}/${name}`));
}

/** The paths of files that differ from the bundle, are missing, or are no longer part of it. */
async function findStale(files) {
  const stale = (await listBundled()).filter((file) => !files.has(file));
  for (const [file, content] of files) {
    const current = await readFile(path.join(ROOT, file)).catch(() => null);
    if (!current?.equals(content)) stale.push(file);
  }
  return stale.sort();
}

const files = await bundleAll();
const stale = await findStale(files);
if (process.argv.includes("--check")) {
  for (const file of stale) console.error(`${file}: stale; run \`make bundle\``);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const file of stale) {
    const content = files.get(file);
    await mkdir(path.dirname(path.join(ROOT, file)), { recursive: true });
    if (content) await writeFile(path.join(ROOT, file), content);
    else await rm(path.join(ROOT, file), { recursive: true });
  }
}
