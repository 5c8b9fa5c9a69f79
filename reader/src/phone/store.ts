/** The device's own database: notes, pieces of files, keys. Everything in it that says something is sealed before it comes here. */

import type { Id, Kept, Piece } from "./types.ts";

const BEGINNING = "firsthand-notes:";
const TABLES = ["notes", "pieces", "things"] as const;
type Table = (typeof TABLES)[number];

export class Store {
  private constructor(private readonly database: IDBDatabase) {}

  /** The notes of one study. Raises where the browser keeps nothing. */
  static async open(study: string): Promise<Store> {
    const asked = indexedDB.open(BEGINNING + study, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("notes", { keyPath: "id" });
      asked.result.createObjectStore("pieces", { keyPath: ["file", "number"] }).createIndex("draft", "draft");
      asked.result.createObjectStore("things");
    };
    const database = await answered(asked);
    database.onversionchange = () => database.close(); // another tab takes it all away
    return new Store(database);
  }

  notes(): Promise<Kept[]> {
    return this.at("readonly", (table) => answered<Kept[]>(table("notes").getAll()));
  }

  /** Keep a note in place of what is there, if `now` says so of what is there. */
  keep(note: Kept, now: (there: Kept | undefined) => boolean): Promise<boolean> {
    return this.at("readwrite", async (table) => {
      if (!now(await answered<Kept | undefined>(table("notes").get(note.id)))) return false;
      table("notes").put(note);
      return true;
    });
  }

  /** Change what lies there of a note, if it is there and `change` gives something. */
  change(id: Id, change: (there: Kept) => Kept | null): Promise<Kept | null> {
    return this.at("readwrite", async (table) => {
      const there = await answered<Kept | undefined>(table("notes").get(id));
      const changed = there ? change(there) : null;
      if (changed) table("notes").put(changed);
      return changed;
    });
  }

  /** Words and files go; what `left` says stays, if anything. */
  drop(id: Id, left?: Kept): Promise<void> {
    return this.at("readwrite", async (table) => {
      for (const key of await answered(table("pieces").index("draft").getAllKeys(id))) table("pieces").delete(key);
      if (left) table("notes").put(left);
      else table("notes").delete(id);
    });
  }

  addPiece(piece: Piece): Promise<void> {
    return this.at("readwrite", async (table) => void table("pieces").put(piece));
  }

  pieces(file: Id): Promise<Piece[]> {
    const all = IDBKeyRange.bound([file, 0], [file, Infinity]);
    return this.at("readonly", (table) => answered<Piece[]>(table("pieces").getAll(all)));
  }

  /** The pieces of all files of a note. */
  piecesOf(draft: Id): Promise<Piece[]> {
    return this.at("readonly", (table) => answered<Piece[]>(table("pieces").index("draft").getAll(draft)));
  }

  dropFile(file: Id): Promise<void> {
    const all = IDBKeyRange.bound([file, 0], [file, Infinity]);
    return this.at("readwrite", async (table) => void table("pieces").delete(all));
  }

  thing<T>(name: string): Promise<T | undefined> {
    return this.at("readonly", (table) => answered<T | undefined>(table("things").get(name)));
  }

  /** All things whose names begin so, by the rest of their names. */
  things<T>(beginning: string): Promise<Map<string, T>> {
    const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
    return this.at("readonly", async (table) => {
      const [names, all] = await Promise.all([answered(table("things").getAllKeys(range)), answered<T[]>(table("things").getAll(range))]);
      return new Map(names.map((name, place) => [String(name).slice(beginning.length), all[place]]));
    });
  }

  put(name: string, thing: unknown): Promise<void> {
    return this.at("readwrite", async (table) => void table("things").put(thing, name));
  }

  /** What lies under a name; where nothing does, `thing` from now on, whoever is first. */
  putFirst<T>(name: string, thing: T): Promise<T> {
    return this.at("readwrite", async (table) => {
      const there = await answered<T | undefined>(table("things").get(name));
      if (there === undefined) table("things").put(thing, name);
      return there ?? thing;
    });
  }

  /** Change what lies under a name, if anything does. */
  changeThing<T>(name: string, change: (there: T) => T): Promise<void> {
    return this.at("readwrite", async (table) => {
      const there = await answered<T | undefined>(table("things").get(name));
      if (there !== undefined) table("things").put(change(there), name);
    });
  }

  /** The notes to which pieces of files belong, whether or not they are there. */
  owners(): Promise<Id[]> {
    return this.at("readonly", (table) => {
      const found: Id[] = [];
      const asked = table("pieces").index("draft").openKeyCursor(null, "nextunique");
      return new Promise((done, failed) => {
        asked.onerror = () => failed(asked.error);
        asked.onsuccess = () => {
          if (!asked.result) return done(found);
          found.push(String(asked.result.key));
          asked.result.continue();
        };
      });
    });
  }

  dropThing(name: string): Promise<void> {
    return this.at("readwrite", async (table) => void table("things").delete(name));
  }

  /** Take all of a study's notes off the device. */
  static async destroy(name: string): Promise<void> {
    await answered(indexedDB.deleteDatabase(name));
  }

  /** The names of the databases that hold notes, this study's or others'. */
  static async all(): Promise<string[]> {
    const found = await indexedDB.databases();
    return found.flatMap(({ name }) => (name?.startsWith(BEGINNING) ? [name] : []));
  }

  static called(study: string): string {
    return BEGINNING + study;
  }

  close(): void {
    this.database.close();
  }

  /** One transaction. It is on the disk when it is answered: a phone that goes out loses nothing of it. */
  private async at<T>(mode: IDBTransactionMode, work: (table: (name: Table) => IDBObjectStore) => Promise<T>): Promise<T> {
    const transaction = this.database.transaction(TABLES, mode, { durability: "strict" });
    const ended = new Promise<void>((done, failed) => {
      transaction.oncomplete = () => done();
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
    const [result] = await Promise.all([work((name) => transaction.objectStore(name)), ended]);
    return result;
  }
}

function answered<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
