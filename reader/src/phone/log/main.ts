/** The page for the two-minute log. */

import { begin } from "../begin.ts";
import { readAsked } from "./asked.ts";
import { logWork } from "./entry.ts";
import { readWords } from "../../words.ts";

readWords(document, "phone-words");
begin(logWork(readAsked(document)), "../../#work");
