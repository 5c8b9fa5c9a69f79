// One command: TypeScript in, one ES module out. `--tests` also bundles what the unit tests run in the browser;
// `--check` builds nothing and says whether what lies there is what the source builds to.
import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const MOST = 80 * 1024;
const here = fileURLToPath(new URL(".", import.meta.url));
const out = `${here}../src/firsthand/doors/web/static/firsthand/reader`;
const asked = (flag) => process.argv.includes(flag);
const shared = { bundle: true, format: "esm", target: ["chrome125", "firefox140", "safari18"], charset: "utf8", logLevel: "warning" };

const { outputFiles } = await build({
  ...shared,
  entryPoints: [`${here}src/main.ts`],
  write: false,
  minify: !asked("--plain"),
  legalComments: "none",
  banner: { js: "/* Built from reader/ by `npm run build`. Holds @floating-ui/dom (MIT, © Floating UI contributors). */" },
});
const made = { "reader.js": outputFiles[0].text, "reader.css": readFileSync(`${here}src/reader.css`, "utf8") };
const size = gzipSync(made["reader.js"]).length;
console.log(`reader.js: ${(size / 1024).toFixed(1)} KB gzipped`);
if (size > MOST) fail("The bundle is over 80 KB gzipped.");

for (const [name, text] of Object.entries(made)) {
  const file = `${out}/${name}`;
  if (!asked("--check")) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) fail(`${name} is not what its source builds to: run \`make reader\` and commit it.`);
}

if (asked("--tests")) {
  await build({ ...shared, entryPoints: [`${here}test/unit/all.ts`], outfile: `${here}build/unit.js`, sourcemap: "inline" });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
