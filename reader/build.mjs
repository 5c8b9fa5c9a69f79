// One command: TypeScript in, one ES module out. `--tests` also bundles what the unit tests run in the browser.
import { build } from "esbuild";
import { copyFileSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = `${here}../src/firsthand/doors/web/static/firsthand/reader`;
const shared = { bundle: true, format: "esm", target: ["chrome125", "firefox140", "safari18"], charset: "utf8", logLevel: "warning" };

await build({
  ...shared,
  entryPoints: [`${here}src/main.ts`],
  outfile: `${out}/reader.js`,
  minify: !process.argv.includes("--plain"),
  legalComments: "none",
  banner: { js: "/* Built from reader/ by `npm run build`. Holds @floating-ui/dom (MIT, © Floating UI contributors). */" },
});
copyFileSync(`${here}src/reader.css`, `${out}/reader.css`);
const size = gzipSync(readFileSync(`${out}/reader.js`)).length;
console.log(`reader.js: ${(size / 1024).toFixed(1)} KB gzipped`);
if (size > 80 * 1024) process.exit(console.error("The bundle is over 80 KB gzipped.") ?? 1);

if (process.argv.includes("--tests")) {
  await build({ ...shared, entryPoints: [`${here}test/unit/all.ts`], outfile: `${here}build/unit.js`, sourcemap: "inline" });
}
