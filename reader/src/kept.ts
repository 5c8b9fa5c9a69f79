/** What this browser keeps of a source: what it was sent, and what waits to be sent. All of it sealed.
 *
 *  The key comes with the page, which no browser keeps, and is made from the text's own key: where the words are taken
 *  out, these copies open no more. Without a secure context (https, or this machine itself) nothing is kept. */

import { bytesOf, keyOf, readOut, seal, unseal, written } from "./sealing.ts";

const COPIES = "firsthand-copies";
const WAITING = "firsthand-waiting";
const MOST = 60; // copies; the ones longest unasked give way

export interface Copy {
  tag: string;
  open(): Promise<string | null>;
}

export class Kept {
  private readonly key: Promise<CryptoKey> | null;

  /** `secret`: 32 bytes in base64. */
  constructor(secret: string | undefined) {
    const able = !!secret && isSecureContext && "caches" in globalThis;
    this.key = able ? keyOf(bytesOf(secret)) : null;
  }

  /** The copy of what an address answered, if there is one. */
  async copy(address: string): Promise<Copy | null> {
    const found = await this.box(COPIES, address);
    const tag = found?.headers.get("ETag");
    return found && tag ? { tag, open: async () => this.open(await found.arrayBuffer(), address + tag) } : null;
  }

  /** Keep what an address answered, in place of what it answered before. */
  async keep(address: string, tag: string, said: string): Promise<void> {
    await this.put(COPIES, address, said, tag);
    await this.inBox(COPIES, async (box) => {
      for (const old of (await box.keys()).slice(0, -MOST)) await box.delete(old);
    });
  }

  /** Keep what waits to be sent, until it is; `said` empty: nothing waits. */
  async wait(address: string, said: string): Promise<void> {
    if (said) await this.put(WAITING, address, said);
    else await this.inBox(WAITING, (box) => box.delete(address));
  }

  /** What waited under addresses that begin so, by address. */
  async waiting(beginning: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    await this.inBox(WAITING, async (box) => {
      for (const { url } of await box.keys()) {
        const address = url.slice(location.origin.length);
        if (!address.startsWith(beginning)) continue;
        const said = await this.open(await (await box.match(url))!.arrayBuffer(), address);
        if (said) found.set(address, said);
      }
    });
    return found;
  }

  private async put(name: string, address: string, said: string, tag = ""): Promise<void> {
    if (!this.key) return;
    const sealed = await seal(await this.key, written(said), address + tag);
    await this.inBox(name, async (box) => {
      await box.delete(address); // put last, so that the order is that of use
      await box.put(address, new Response(sealed, { headers: tag ? { ETag: tag } : {} }));
    });
  }

  /** Another key by now, or altered: as if it were not there. */
  private async open(sealed: ArrayBuffer, about: string): Promise<string | null> {
    const said = await unseal(await this.key!, new Uint8Array(sealed), about);
    return said && readOut(said);
  }

  private box(name: string, address: string): Promise<Response | undefined> {
    return this.inBox(name, (box) => box.match(address));
  }

  /** Storage may be full, or forbidden: then nothing is kept, and nothing else changes. */
  private async inBox<T>(name: string, work: (box: Cache) => Promise<T>): Promise<T | undefined> {
    if (!this.key) return undefined;
    try {
      return await work(await caches.open(name));
    } catch {
      return undefined;
    }
  }
}
