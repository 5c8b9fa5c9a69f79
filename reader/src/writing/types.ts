/** What travels between this page and the program: `giving_back/writing/shape.py` says what a document is. */

export interface Cut {
  type: "cut";
  from: number; // code points of the excerpt's words
  to: number;
  words: string;
}

export interface Work {
  type: "work";
  value: string;
  page?: string;
  before?: string;
  behind?: string;
}

export type Piece =
  | { type: "excerpt"; value: string; mark?: string; cuts?: Cut[] }
  | { type: "claim" | "theme"; value: string }
  | { type: "citation"; works: Work[] }
  | { type: "note"; text: string };

export interface Block {
  type: "paragraph" | "quote" | "heading" | "item" | "table" | "figure";
  text: string;
  inside: Piece[];
  level?: number;
  form?: string;
}

/** A piece as it is now; `why` stands where its words may not be shown, or it is gone. */
export interface Live {
  words: string;
  why: string;
  by: string;
  place: string;
  mark: string;
  flags: string[];
  table: string[][];
}

export interface Written {
  id: string;
  title: string;
  version: number;
  style: string;
  blocks: Block[];
  live: Record<string, Live>;
}

export interface Candidate {
  type: "excerpt" | "claim" | "theme" | "table" | "figure" | "citation";
  value: string;
  words: string;
  beside: string;
  live: Live | null;
}

/** By what a piece is known, as `live.key_of` has it. */
export function keyOf(piece: Piece): string {
  if (piece.type === "note") return "";
  if (piece.type !== "citation") return `${piece.type}:${piece.value}`;
  const works = piece.works.map((one) => [one.value, one.page ?? "", one.before ?? "", one.behind ?? ""].join("|"));
  return `citation:${works.join(";")}`;
}
