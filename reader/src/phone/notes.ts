/** The notes on this device, as the page knows them: sealed when they go down, opened when they come up. */

import { readOut, seal, unseal, written } from "../sealing.ts";
import { holding } from "./holding.ts";
import { OWN, type Keys } from "./keys.ts";
import type { Kind } from "./kind.ts";
import type { Store } from "./store.ts";
import type { Attached, Draft, Drafted, Id, Kept, Piece, State } from "./types.ts";

const PIECE = 1024 * 1024;
const SHOWN_FOR = 7 * 24 * 60 * 60_000; // that a note was handed over

/** A note of whoever is here. `draft` is null while its key is not there, and once it was handed over. */
export interface Note<D extends Drafted = Draft> {
  kept: Kept;
  draft: D | null;
}

/** What is on the device. */
export interface There<D extends Drafted = Draft> {
  notes: Note<D>[]; // the newest first
  others: number; // notes of other members, which only they can read
}

export class Notes<D extends Drafted = Draft> {
  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly changed: () => void, // something lies otherwise than before
    readonly kind: Kind<D>,
  ) {}

  async all(): Promise<There<D>> {
    const there = await this.store.notes();
    const old = Date.now() - SHOWN_FOR;
    for (const one of there) if (one.state === "handed" && one.at < old) await this.store.drop(one.id);
    const mine = there.filter(({ state, member, at }) => (state === "handed" ? at >= old : member === this.keys.member));
    const notes = await Promise.all(mine.map(async (kept) => ({ kept, draft: await this.open(kept) })));
    const others = there.filter(({ state, member }) => state !== "handed" && member !== this.keys.member).length;
    return { notes: notes.sort((one, other) => order(other) - order(one)), others };
  }

  async open({ id, key, box }: Kept): Promise<D | null> {
    const found = key && box && (await this.keys.called(key));
    const plain = found && (await unseal(found, box, `note:${id}`));
    return plain ? (JSON.parse(readOut(plain)) as D) : null;
  }

  /** Keep what is written. False where it may have been sent by now, or nothing can be sealed. */
  async write(id: Id, made: number, draft: D, state: State): Promise<boolean> {
    const sealing = await this.keys.sealing(id);
    if (!sealing) return false;
    const box = await seal(sealing.key, written(JSON.stringify(draft)), `note:${id}`);
    if (sealing.id === OWN) await this.keys.takeOn(id); // files that were sealed before it was known who is here
    const kept: Kept = { id, state, made, at: Date.now(), member: sealing.member, key: sealing.id, box };
    const done = await this.store.keep(kept, (there) => !there || (!there.tried && there.state !== "handed"));
    this.changed();
    return done;
  }

  /** Take a note up again. Null where it may have been sent. */
  async takeUp(id: Id): Promise<D | null> {
    const kept = await this.store.change(id, (there) => (there.tried || there.state === "handed" ? null : { ...there, state: "writing" }));
    this.changed();
    return kept && this.open(kept);
  }

  async throwAway(id: Id): Promise<void> {
    await this.store.drop(id);
    this.changed();
  }

  /** From now on it may arrive at any moment. Null where it is not to be sent. */
  async claim(id: Id): Promise<D | null> {
    const kept = await this.store.change(id, (there) => (there.state === "kept" ? { ...there, tried: true } : null));
    return kept && this.open(kept);
  }

  /** The server has it: nothing of it stays here but that it was so. */
  async handed(id: Id): Promise<void> {
    await this.store.drop(id, { id, state: "handed", at: Date.now() });
    this.changed();
  }

  /** The server did not take it, and says why. */
  async refused(id: Id, draft: D, sentence: string): Promise<void> {
    const sealing = (await this.keys.sealing(id))!;
    const box = await seal(sealing.key, written(JSON.stringify({ ...draft, sentence })), `note:${id}`);
    await this.store.change(id, (there) => ({ ...there, state: "refused", at: Date.now(), tried: false, key: sealing.id, box }));
    this.changed();
  }

  /** Seal some bytes of a file. Pieces are numbered from 0. */
  async addPiece(draft: Id, file: Id, number: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { id, key } = (await this.keys.sealing(draft))!;
    const box = await seal(key, bytes, `piece:${draft}:${file}:${number}`);
    await this.store.addPiece({ file, number, draft, key: id, size: bytes.length, box });
  }

  async addFile(draft: Id, file: Id, bytes: Blob): Promise<void> {
    for (let number = 0; number * PIECE < bytes.size; number++) {
      const part = await bytes.slice(number * PIECE, (number + 1) * PIECE).arrayBuffer();
      await this.addPiece(draft, file, number, new Uint8Array(part));
    }
  }

  dropFile(file: Id): Promise<void> {
    return this.store.dropFile(file);
  }

  /** A file's bytes, or null where its key is not there. */
  async file({ id }: Attached): Promise<Uint8Array<ArrayBuffer> | null> {
    const parts = await Promise.all((await this.store.pieces(id)).map((piece) => this.openPiece(piece)));
    if (parts.some((part) => !part)) return null;
    return joined(parts as Uint8Array<ArrayBuffer>[]);
  }

  private async openPiece({ draft, file, number, key, box }: Piece): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = await this.keys.called(key);
    return found && unseal(found, box, `piece:${draft}:${file}:${number}`);
  }

  /** How large a file is. Its pieces are loaded for it only where that was not written down. */
  async size({ id, size }: Attached): Promise<number> {
    return size ?? (await this.store.pieces(id)).reduce((sum, piece) => sum + piece.size, 0);
  }

  /** Files whose note never came down with them: the page went in between. `lock`: what the locks of notes in hand begin with. */
  async dropLost(lock: string): Promise<void> {
    for (const draft of await this.store.owners()) {
      const release = await holding(lock + draft);
      if (release && !(await this.store.notes()).some(({ id }) => id === draft)) await this.store.drop(draft);
      release?.();
    }
  }

  /** The keys under which something lies. */
  async used(): Promise<Set<Id>> {
    const notes = await this.store.notes();
    const pieces = await Promise.all(notes.map(({ id }) => this.store.piecesOf(id)));
    return new Set([...notes, ...pieces.flat()].flatMap(({ key }) => key ?? []));
  }
}

const order = ({ kept }: Note<Drafted>): number => kept.made ?? kept.at;

export function joined(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
