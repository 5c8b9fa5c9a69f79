/** Every word the reader shows. A page replaces any of them with
 *  `<script type="application/json" id="reader-words">{"undo": "Zurück"}</script>`.
 *
 *  `{name}` is filled in. A key with `.one`, `.other` (and `.few`, `.many` …) is chosen by the language's plural rule. */

const ENGLISH = {
  // the text
  text: "The text: {title}",
  turn: "Turn {number}",
  turn_of: "Turn {number}, {speaker}",
  turn_at: "Turn {number}, {speaker}, at {time}",
  paragraph: "Paragraph {number}",
  loading: "The text is being opened …",
  could_not_open: "The text could not be opened. What is below may be older.",
  again: "Try again",
  // the bar
  tools: "Reading and coding",
  undo: "Undo",
  redo: "Redo",
  look: "Look",
  filter: "Show",
  keys: "Keys",
  codings: "Codings",
  codes: "Codes",
  coder: "Coder",
  code: "Code",
  everyone: "everybody’s",
  every_code: "all codes",
  "hidden.one": "{count} hidden: {filter}",
  "hidden.other": "{count} hidden: {filter}",
  filter_on: "filter on {name}",
  show_all: "Show all",
  here: "Also here: {names}",
  nobody_here: "Nobody else is here",
  you: "you",
  // looking
  size: "Size of the letters",
  smaller: "Smaller",
  larger: "Larger",
  measure: "Length of the lines",
  narrow: "short",
  middling: "middling",
  wide: "long",
  spacing: "Between the lines",
  close: "close",
  airy: "airy",
  face: "Letters",
  serif: "serif",
  sans: "sans",
  calm: "Calm: only the text",
  letters_on: "Single letters are keys while the text has the focus",
  minimap: "Codings over the whole text",
  margin: "Codings beside the text",
  // selecting
  selected: "Selected words",
  "words_selected.one": "{count} word",
  "words_selected.other": "{count} words",
  nothing_selected: "Select words first: with the mouse, a finger, or a key ({keys}).",
  word: "Word",
  sentence: "Sentence",
  line: "Line",
  whole_turn: "Turn",
  longer: "Longer",
  shorter: "Shorter",
  // coding
  code_these: "Code these words",
  code_ellipsis: "Code …",
  code_hint: "A name, a handle, or words of the definition",
  last: "Again",
  apply_again: "Again: {code}",
  apply_recent: "{code}",
  in_vivo: "In vivo",
  new_code: "New code “{name}”",
  no_code: "No code of that name. Enter makes it.",
  no_codes_yet: "There are no codes yet. Write a name, and Enter makes it.",
  more_codes: "{count} more: write on to find them",
  several: "Enter applies. Shift + Enter applies and stays for the next. “A / B” makes B under A.",
  definition: "Means",
  when: "When",
  when_not: "Not when",
  example: "Example",
  standpoint: "Standpoint",
  standpoint_: "not said",
  standpoint_self: "of themselves",
  standpoint_of_member: "about a member",
  standpoint_of_colleague: "about a colleague",
  standpoint_observed: "seen by us",
  standpoint_of_system: "about the system",
  stance: "Stance",
  stance_: "not said",
  stance_supports: "speaks for it",
  stance_goes_against: "goes against it",
  stance_mixed: "both",
  "coded.one": "Coded “{code}” on {count} word.",
  "coded.other": "Coded “{code}” on {count} words.",
  applied_for_next: "“{code}” is on these words. Choose the next, or Escape.",
  recoded: "Recoded as “{code}”.",
  removed: "“{code}” taken off.",
  resized: "“{code}” now covers {words}.",
  described: "Noted.",
  waiting: "waiting to be sent",
  unknown_code: "a code that is gone",
  unknown_coder: "somebody",
  // codings at a place
  codings_here: "Codings here",
  codings_in_sight: "Codings in sight",
  "count_codings.one": "{count} coding",
  "count_codings.other": "{count} codings",
  no_coding_here: "No coding on these words.",
  coding_of: "{code}, by {coder}: “{words}”",
  recode: "Recode",
  remove: "Remove",
  resize: "Resize",
  comment: "Memo",
  describe: "Standpoint",
  compare: "Compare",
  compare_title: "“{code}” elsewhere in this text",
  no_other: "Nowhere else in this text.",
  by: "by {coder}",
  resizing: "Resizing “{code}”: move the edges, Enter keeps, Escape leaves it.",
  keep: "Keep",
  leave: "Leave it",
  edge_start: "Start of “{code}”",
  edge_end: "End of “{code}”",
  more_labels: "+{count}",
  // memos
  memo: "Memo",
  memo_new: "Write a memo",
  memo_kind: "Kind",
  memo_code: "code memo",
  memo_theory: "theory memo",
  memo_method: "method memo",
  memo_reflexive: "journal",
  memo_title: "Title",
  memo_body: "Memo (@ links a code)",
  memo_about: "About",
  memo_save: "Keep the memo",
  memo_kept: "Memo kept.",
  "memos.one": "{count} memo",
  "memos.other": "{count} memos",
  about_words: "“{words}”",
  about_text: "this text",
  // moving
  go_to: "Go to turn",
  go: "Go",
  no_more_codings: "No further coding.",
  at_coding: "{code}, by {coder}",
  // being with others
  offline: "No connection. You can code on: everything is kept here and sent when it is back.",
  "queued.one": "{count} waiting to be sent",
  "queued.other": "{count} waiting to be sent",
  back: "Connected again.",
  "sent.one": "{count} sent.",
  "sent.other": "{count} sent.",
  away: "You were away. What you coded is kept in this page. Enter again in another tab, then come back here.",
  changed: "The text has changed since you opened it. Your codings are kept where their words are now.",
  open_new: "Open the new text",
  "moved.one": "{count} coding moved with its words.",
  "moved.other": "{count} codings moved with their words.",
  nothing_moved: "The new text is open. No coding moved.",
  "lost.one": "{count} coding has lost its words.",
  "lost.other": "{count} codings have lost their words.",
  not_done: "That was not done.",
  too_new: "This act was not taken: {sentence}",
  taken_back: "Taken back before it was sent.",
  nothing_to_undo: "Nothing of yours to undo here.",
  // keys
  keys_title: "Keys",
  keys_what: "Does",
  keys_key: "Key",
  keys_change: "Change",
  keys_press: "Press the new key …",
  keys_taken: "That key is taken by: {command}",
  keys_reset: "As they were",
  close_panel: "Close",
  group_select: "Select",
  group_code: "Code",
  group_move: "Move",
  group_see: "See",
  key_word: "Select the word",
  key_sentence: "Select the sentence",
  key_line: "Select the line",
  key_turn: "Select the turn",
  key_next: "Select the next (word, sentence, line, turn)",
  key_back: "Select the one before",
  key_extend: "Longer at the end",
  key_shrink: "Shorter at the end",
  key_extend_start: "Longer at the start",
  key_shrink_start: "Shorter at the start",
  key_clear: "Select nothing",
  key_palette: "Choose a code",
  key_last: "The last code again",
  key_recent: "Recent code {number}",
  key_in_vivo: "In vivo: the words are the code’s name",
  key_here: "List the codings here",
  key_remove: "Take the chosen coding off",
  key_recode: "Give the chosen coding another code",
  key_resize: "Resize the chosen coding",
  key_memo: "Write a memo beside the text",
  key_undo: "Undo my last act",
  key_redo: "Redo",
  key_next_coding: "Next coding",
  key_back_coding: "Coding before",
  key_next_same: "Next coding of the same code",
  key_back_same: "Coding of the same code before",
  key_next_turn: "Next turn",
  key_back_turn: "Turn before",
  key_go: "Go to a turn by number",
  key_filter: "Choose what is shown",
  key_codes: "The codes beside the text",
  key_calm: "Calm",
  key_help: "This list",
  key_copy: "Copy with where it is from",
  copied: "Copied with its source.",
};

export type Key = keyof typeof ENGLISH;
type Fills = Record<string, string | number>;

let table: Record<string, string> = ENGLISH;
let plural = new Intl.PluralRules("en");
let figures = new Intl.NumberFormat("en");

/** Take the page's own words, where it has any. */
export function readWords(page: Document): void {
  const block = page.getElementById("reader-words");
  const own = block?.textContent ? (JSON.parse(block.textContent) as Record<string, string>) : {};
  table = { ...ENGLISH, ...own };
  const language = page.documentElement.lang || "en";
  plural = new Intl.PluralRules(language);
  figures = new Intl.NumberFormat(language);
}

/** The word for `key`, filled in. */
export function say(key: Key, fills: Fills = {}): string {
  return fill(table[key] ?? key, fills);
}

/** The word for a number of things: `key` without its `.one` or `.other`. */
export function sayCount(key: string, count: number, fills: Fills = {}): string {
  const word = table[`${key}.${plural.select(count)}`] ?? table[`${key}.other`] ?? key;
  return fill(word, { ...fills, count: figures.format(count) });
}

function fill(word: string, fills: Fills): string {
  return word.replace(/\{(\w+)\}/g, (whole, name: string) => String(fills[name] ?? whole));
}
