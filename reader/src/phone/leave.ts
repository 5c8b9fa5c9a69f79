/** Leaving a device: nothing of the study stays on it. */

import type { Server } from "./server.ts";
import { Store } from "./store.ts";

const SHELL = "firsthand-notes:";
const READER = { copies: "firsthand-copies", waiting: "firsthand-waiting" }; // what the reader keeps (kept.ts)

/** What is left: in which study, under which name it keeps things, and where it is. */
interface Leaving {
  study: string;
  called: string;
  scope: string;
}

/** Whether something else of this program waits on this device: notes of other studies, codings that are not sent yet. */
async function othersWait(mine: string): Promise<boolean> {
  for (const name of await Store.all()) {
    if (name === mine) continue;
    const store = await Store.open(name.slice(Store.called("").length));
    const waiting = (await store.notes()).some(({ state }) => state !== "handed");
    store.close();
    if (waiting) return true;
  }
  return (await caches.has(READER.waiting)) && (await (await caches.open(READER.waiting)).keys()).length > 0;
}

/** Take everything of a page off the device: of the whole program, where nothing else of it waits. False where the
 *  server could not be told, so that the browser still knows as whom one came in. */
export async function leave({ called, study, scope }: Leaving, server: Server): Promise<boolean> {
  const mine = Store.called(called);
  const everything = !(await othersWait(mine));
  const told = await server.leave(everything);
  for (const name of everything ? await Store.all() : [mine]) await Store.destroy(name);
  for (const name of await caches.keys()) if (everything || name.startsWith(`${SHELL}${called}:`)) await caches.delete(name);
  if (!everything) await dropCopies(`/api/s/${study}/`);
  if (everything) forgetPlaces();
  await (await navigator.serviceWorker.getRegistration(scope))?.unregister();
  return told;
}

/** The reader's sealed copies of one study's texts. */
async function dropCopies(beginning: string): Promise<void> {
  if (!(await caches.has(READER.copies))) return;
  const box = await caches.open(READER.copies);
  for (const request of await box.keys()) if (new URL(request.url).pathname.startsWith(beginning)) await box.delete(request);
}

/** All that pages keep but for the chosen theme, which says nothing of a study. */
function forgetPlaces(): void {
  for (const name of Object.keys(localStorage)) if (name !== "firsthand-theme") localStorage.removeItem(name);
  sessionStorage.clear();
}
