import { tests } from "./registry.ts";

import "./offsets.ts";
import "./segments.ts";
import "./model.ts";
import "./small.ts";
import "./live.ts";
import "./sound.ts";

Object.assign(globalThis, {
  testNames: () => [...tests.keys()],
  runTest: async (name: string) => {
    await tests.get(name)!();
  },
});
