/** All commands in one table, with their keys. `?` shows it; a person may set other keys, kept on this device only. */

import { keepText, keptText } from "./dom.ts";
import type { Key } from "./words.ts";

export type Group = "select" | "code" | "move" | "see" | "listen" | "type";

export interface Command {
  id: string;
  group: Group;
  says: Key;
  fills?: Record<string, string | number>;
  keys: string[];
  /** Works wherever the focus is; all others only while it is in the text or its margin. */
  everywhere?: boolean;
  /** Works while somebody is writing as well, but for a key that is a letter. */
  writing?: boolean;
  run: () => void;
}

const KEPT = "firsthand-reader-keys";
const KEPT_LETTERS = "firsthand-reader-letters";
const ASCII = /^[\x21-\x7e]$/;

export class Keys {
  private own: Record<string, string> = {};
  /** Whether single letters are keys (WCAG 2.1.4: they can be switched off, and only work inside the text). */
  letters = keptText(KEPT_LETTERS) !== "0";
  /** Whether what the keys are for is there. */
  on = true;

  constructor(
    readonly commands: readonly Command[],
    private readonly region: HTMLElement,
    private readonly kept = KEPT,
  ) {
    try {
      this.own = JSON.parse(keptText(this.kept) ?? "{}") as Record<string, string>;
    } catch {
      /* keys as they come */
    }
    addEventListener("keydown", (event) => this.press(event));
  }

  keysOf(command: Command): string[] {
    const own = this.own[command.id];
    return own === undefined ? command.keys : [own];
  }

  /** The key to show beside a command. */
  shown(id: string): string {
    const command = this.commands.find((one) => one.id === id);
    return command ? pretty(this.keysOf(command)[0] ?? "") : "";
  }

  /** Give a command another key. Returns the command that has it already, if any. */
  change(command: Command, key: string): Command | null {
    const taken = this.commands.find((one) => one !== command && this.keysOf(one).includes(key));
    if (taken) return taken;
    this.own[command.id] = key;
    keepText(this.kept, JSON.stringify(this.own));
    return null;
  }

  reset(): void {
    this.own = {};
    keepText(this.kept, "{}");
  }

  useLetters(on: boolean): void {
    this.letters = on;
    keepText(KEPT_LETTERS, on ? "1" : "0");
  }

  private press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || !this.on) return;
    const at = event.target as HTMLElement;
    const writes = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
    const key = named(event);
    const command = this.commands.find((one) => this.keysOf(one).includes(key));
    const letter = key.replace("Shift+", "").length === 1;
    if (!command || ((writes || at.closest("dialog, [role=dialog]")) && (!command.writing || letter))) return;
    if ((letter || !command.everywhere) && !this.region.contains(at)) return;
    if (letter && !this.letters) return;
    event.preventDefault();
    command.run();
  }
}

/** “Ctrl+Shift+z”, “c”, “?”, “Alt+ArrowUp”. ⌘ counts as Ctrl; on a keyboard of another script the place of the key counts. */
export function named(event: KeyboardEvent): string {
  let key = event.key;
  if (key.length === 1 && !ASCII.test(key) && /^(Key|Digit)/.test(event.code)) key = event.code.replace(/^(Key|Digit)/, "");
  const letter = /^[a-z]$/i.test(key);
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && (letter || key.length > 1)) parts.push("Shift");
  parts.push(letter ? key.toLowerCase() : key === " " ? "Space" : key);
  return parts.join("+");
}

const SIGNS: Record<string, string> = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Delete: "Del" };

export function pretty(key: string): string {
  return key.split(/\+(?=.)/).map((part) => SIGNS[part] ?? part).join(" ");
}
