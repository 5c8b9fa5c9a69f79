/** What runs inside the browser: every unit test registers here and is called by name from unit.test.mjs. */

export const tests = new Map<string, () => void | Promise<void>>();

export function test(name: string, run: () => void | Promise<void>): void {
  tests.set(name, run);
}

export function equal(found: unknown, wanted: unknown, about = ""): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${about} found ${a}, wanted ${b}`.trim());
}

export function holds(found: unknown, about: string): void {
  if (!found) throw new Error(about);
}
