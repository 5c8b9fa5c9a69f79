// One command: TypeScript in, one ES module out for each page that has one. `--tests` also bundles what the unit tests run
// in the browser; `--check` builds nothing and says whether what lies there is what the source builds to.
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = `${here}../src/firsthand/doors/web/static/firsthand`;
const asked = (flag) => process.argv.includes(flag);
const shared = { bundle: true, charset: "utf8", logLevel: "warning", target: ["chrome125", "firefox140", "safari18"] };
const built = "Built from reader/ by `npm run build`.";

// What is built, and what it may weigh at most, gzipped.
const scripts = {
  "reader/reader.js": { from: "main.ts", most: 80, format: "esm", banner: `${built} Holds @floating-ui/dom (MIT, © Floating UI contributors).` },
  "phone/phone.js": { from: "phone/main.ts", most: 20, format: "esm", banner: built },
  "writing/writing.js": { from: "writing/main.ts", most: 110, format: "esm", banner: `${built} Holds ProseMirror (MIT, © Marijn Haverbeke and others).` },
  "phone/log.js": { from: "phone/log/main.ts", most: 20, format: "esm", banner: built },
  "phone/worker.js": { from: "phone/worker.ts", most: 2, format: "iife", banner: built },
};
const styles = { "reader/reader.css": "reader.css", "phone/phone.css": "phone/phone.css", "writing/writing.css": "writing/writing.css" };

for (const [name, { from, most, format, banner }] of Object.entries(scripts)) {
  const { outputFiles } = await build({
    ...shared,
    format,
    entryPoints: [`${here}src/${from}`],
    write: false,
    minify: !asked("--plain"),
    legalComments: "none",
    banner: { js: `/* ${banner} */` },
  });
  const text = outputFiles[0].text;
  const size = gzipSync(text).length;
  console.log(`${name}: ${(size / 1024).toFixed(1)} KB gzipped`);
  if (size > most * 1024) fail(`${name} is over ${most} KB gzipped.`);
  hold(name, text);
}
for (const [name, from] of Object.entries(styles)) hold(name, readFileSync(`${here}src/${from}`, "utf8"));

if (asked("--tests")) {
  const tests = { unit: "all.ts", "phone-unit": "phone.ts", "writing-unit": "writing.ts" };
  for (const [name, from] of Object.entries(tests)) {
    await build({ ...shared, format: "esm", entryPoints: [`${here}test/unit/${from}`], outfile: `${here}build/${name}.js`, sourcemap: "inline" });
  }
}

/** Write what was built; or, asked to check, see that it lies there. */
function hold(name, text) {
  const file = `${out}/${name}`;
  mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  if (!asked("--check")) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) fail(`${name} is not what its source builds to: run \`make reader\` and commit it.`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
