/** The page for field notes. */

import { begin } from "./begin.ts";
import { noteWork } from "./note.ts";

begin(noteWork, "../sources/note/");
