/** What the form asks (work/log/fields.py): it comes with the page, in the page's language, and is the same for everybody. */

export interface Question {
  id: "what" | "moment" | "used" | "lead" | "words" | "barrier" | "me";
  kind: "some" | "one" | "text";
  label: string;
  hint: string;
  needed: boolean;
  most: number | null; // of choices, or of letters
  options: { id: string; label: string }[];
  tick: { id: string; label: string } | null;
}

export interface Asked {
  not_for: string;
  fields: Question[];
}

export function readAsked(page: Document): Asked {
  return JSON.parse(page.getElementById("log-form")!.textContent!) as Asked;
}
