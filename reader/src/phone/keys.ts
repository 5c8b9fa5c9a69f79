/** The keys on a device.
 *
 *  OWN is the member's key. It comes from the server, or from a phrase, and is in memory only. Until it is there, a page seals each
 *  note under a key that it makes for it, and keeps that one sealed to the public key of whoever was here last: so one may write what
 *  one could not read a moment later. Its private half opens with OWN. Another member may come in then: what was put down stays
 *  whose it is. */

import { bytesOf, keyOf, readOut, seal, unseal, written } from "../sealing.ts";
import type { Store } from "./store.ts";
import type { Id } from "./types.ts";

export const OWN = "own";
export const ROUNDS = 600_000;
const LIVING = "firsthand-page:";
const CURVE = { name: "ECDH", namedCurve: "P-256" };

type Bytes = Uint8Array<ArrayBuffer>;

/** OWN under a phrase. */
interface Wrapped {
  salt: Bytes;
  rounds: number;
  box: Bytes;
}

/** The device's pair of keys: the private one sealed under OWN. */
interface Pair {
  open: JsonWebKey;
  box: Bytes;
}

/** A key that a page made: sealed to the public key of a member (`from` is the other half of that). Earlier versions of the page
 *  made one for all its notes, and put it under the OWN of whoever came in, without `from`. */
interface PageKey {
  member: Id;
  from?: JsonWebKey;
  box: Bytes;
  under?: Record<Id, Bytes>; // under the OWN of members who came in: hers, or another's who took the note on
}

/** A key, the name under which it is found again, and whose it is. */
export interface Sealing {
  id: Id;
  key: CryptoKey;
  member: Id;
}

/** The key that this page made for a note. */
type Made = Sealing & { bytes: Bytes };

export class Keys {
  /** Whose notes this page writes; null while no member ever came in on this device. */
  member: Id | null = null;
  private own: { key: CryptoKey; bytes: Bytes } | null = null;
  private last: { member: Id; open: JsonWebKey } | null = null; // to whom is sealed while nobody is known
  private readonly made = new Map<Id, Promise<Made>>(); // by note
  private readonly pages = new Map<Id, Sealing>();

  /** `another`: somebody else comes in than who was here last. What is in hand is asked about before they are known. */
  constructor(
    private readonly store: Store,
    private readonly another: () => Promise<void> = async () => {},
  ) {}

  /** Whether what was written before can be read. */
  get opened(): boolean {
    return this.own !== null;
  }

  /** OWN, once it is there. */
  get mine(): CryptoKey | null {
    return this.own?.key ?? null;
  }

  /** Be ready to write, before anybody is known to be here. False where nobody ever came in on this device. */
  async begin(): Promise<boolean> {
    const member = await this.store.thing<Id>("last");
    const pair = member && (await this.store.thing<Pair>(`pair:${member}`));
    if (!member || !pair) return false;
    this.member = member;
    this.last = { member, open: pair.open };
    return true;
  }

  /** The server says who is here, and gives the key. */
  async enter(member: Id, key: string): Promise<void> {
    await this.comeIn(member, bytesOf(key));
    await this.store.putFirst(`pair:${member}`, await newPair(this.own!.key, member));
    await this.store.put("last", member);
  }

  private async comeIn(member: Id, bytes: Bytes): Promise<void> {
    if (!this.own && this.last && this.last.member !== member) await this.another();
    const key = await keyOf(bytes);
    this.own = { bytes, key };
    this.member = member;
    for (const [note, made] of this.made) if ((await made.catch(() => null))?.member === member) await this.takeOn(note);
  }

  /** What this page sealed of a note before it was known who is here opens for them as well. For whom it was sealed, it still does. */
  async takeOn(note: Id): Promise<void> {
    const made = await this.made.get(note);
    if (!made || !this.own || !this.member) return;
    const [member, box] = [this.member, await seal(this.own.key, made.bytes, made.id)];
    await this.store.changeThing<PageKey>(`page:${made.id}`, (there) => ({ ...there, under: { ...there.under, [member]: box } }));
    this.pages.set(made.id, { id: made.id, key: made.key, member });
    this.made.delete(note);
  }

  /** Open what is here with a phrase. False where no phrase that was chosen on this device is this one. */
  async unlock(phrase: string): Promise<boolean> {
    for (const [member, { salt, rounds, box }] of await this.store.things<Wrapped>("phrase:")) {
      const bytes = await unseal(await fromPhrase(phrase, salt, rounds), box, `phrase:${member}`);
      if (!bytes) continue;
      await this.comeIn(member, bytes);
      return true;
    }
    return false;
  }

  /** From now on the notes of whoever is here open with this phrase too. */
  async choosePhrase(phrase: string): Promise<void> {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const box = await seal(await fromPhrase(phrase, salt, ROUNDS), this.own!.bytes, `phrase:${this.member}`);
    await this.store.put(`phrase:${this.member}`, { salt, rounds: ROUNDS, box } satisfies Wrapped);
  }

  forgetPhrase(): Promise<void> {
    return this.store.dropThing(`phrase:${this.member}`);
  }

  /** Whether whoever is here chose a phrase; while nobody is, whether anybody did. */
  async hasPhrase(): Promise<boolean> {
    const chosen = await this.store.things<Wrapped>("phrase:");
    return this.opened ? chosen.has(this.member!) : chosen.size > 0;
  }

  /** What to seal a note under now; null where nothing can be sealed. */
  async sealing(note: Id): Promise<Sealing | null> {
    if (this.own) return { id: OWN, key: this.own.key, member: this.member! };
    if (!this.last) return null;
    const made = this.made.get(note) ?? this.make(this.last.member, this.last.open);
    this.made.set(note, made);
    made.catch(() => this.made.delete(note)); // the device may have room again later
    return made;
  }

  /** A key of its own for each note: another member who takes one of them on can open no other. */
  private async make(member: Id, open: JsonWebKey): Promise<Made> {
    const [id, bytes] = [crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(32))];
    await hold(id);
    await this.store.put(`page:${id}`, { member, ...(await sealTo(open, bytes, id)) } satisfies PageKey);
    const made = { id, member, bytes, key: await keyOf(bytes) };
    this.pages.set(id, made);
    return made;
  }

  /** The key of that name, if whoever is here has it. */
  async called(id: Id): Promise<CryptoKey | null> {
    if (id === OWN) return this.mine;
    const known = this.pages.get(id);
    if (known?.member === this.member) return known!.key;
    const kept = this.own && (await this.store.thing<PageKey>(`page:${id}`));
    const bytes = kept && (await this.openPage(id, kept));
    if (!bytes) return null;
    const key = await keyOf(bytes);
    this.pages.set(id, { id, key, member: this.member! });
    return key;
  }

  private async openPage(id: Id, { member, from, box, under }: PageKey): Promise<Bytes | null> {
    const own = under?.[this.member!] ?? (from ? null : box);
    if (own) return unseal(this.own!.key, own, id);
    const pair = await this.store.thing<Pair>(`pair:${member}`);
    const half = pair && (await unseal(this.own!.key, pair.box, `pair:${member}`));
    if (!half) return null;
    const mine = await crypto.subtle.importKey("jwk", JSON.parse(readOut(half)) as JsonWebKey, CURVE, false, ["deriveBits"]);
    return unseal(await shared(mine, await theirs(from!)), box, id);
  }

  /** Let go of the keys of pages that are gone and have left nothing. `used`: the keys under which something lies now. */
  async tidy(used: () => Promise<Set<Id>>): Promise<void> {
    for (const id of (await this.store.things<PageKey>("page:")).keys()) {
      await navigator.locks.request(LIVING + id, { ifAvailable: true }, async (gone) => {
        if (gone && !(await used()).has(id)) await this.store.dropThing(`page:${id}`);
      });
    }
  }
}

/** Until this page goes, others know that it lives. */
function hold(page: Id): Promise<void> {
  return new Promise((held) => {
    void navigator.locks.request(LIVING + page, () => (held(), new Promise(() => {})));
  });
}

async function newPair(own: CryptoKey, member: Id): Promise<Pair> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const half = JSON.stringify(await crypto.subtle.exportKey("jwk", pair.privateKey));
  return { open: await crypto.subtle.exportKey("jwk", pair.publicKey), box: await seal(own, written(half), `pair:${member}`) };
}

/** Seal to a public key: a pair made for this once, agreed with it, then AES-GCM (as ECIES does). */
async function sealTo(open: JsonWebKey, bytes: Bytes, about: string): Promise<{ from: JsonWebKey; box: Bytes }> {
  const once = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const key = await shared(once.privateKey, await theirs(open));
  return { from: await crypto.subtle.exportKey("jwk", once.publicKey), box: await seal(key, bytes, about) };
}

function theirs({ kty, crv, x, y }: JsonWebKey): Promise<CryptoKey> {
  return crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, []);
}

async function shared(mine: CryptoKey, other: CryptoKey): Promise<CryptoKey> {
  const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, mine, 256);
  const base = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveBits"]);
  const way = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: written("firsthand/notes on a phone") };
  return keyOf(new Uint8Array(await crypto.subtle.deriveBits(way, base, 256)));
}

async function fromPhrase(phrase: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const said = phrase.normalize("NFKC").trim().replace(/\s+/g, " ");
  const base = await crypto.subtle.importKey("raw", written(said), "PBKDF2", false, ["deriveBits"]);
  const way = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return keyOf(new Uint8Array(await crypto.subtle.deriveBits(way, base, 256)));
}
