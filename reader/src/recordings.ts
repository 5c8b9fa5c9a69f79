/** The form that adds recordings to a source, where there is a script: file after file, piece by piece, however long. */

import { fresh } from "./acts.ts";
import { Door, NotTaken, percent, Upload } from "./door.ts";
import { say } from "./words.ts";

export function takeRecordings(form: HTMLFormElement): void {
  const door = new Door(form);
  const field = form.querySelector<HTMLInputElement>("input[type=file]")!;
  const keep = form.querySelector<HTMLButtonElement>("button")!;
  const said = form.querySelector<HTMLElement>("[role=status]")!;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void keepAll();
  });

  async function keepAll(): Promise<void> {
    const files = [...(field.files ?? [])];
    if (!files.length) return void (said.textContent = say("file_none"));
    keep.disabled = true;
    const trouble: string[] = [];
    for (const file of files) {
      try {
        await keepOne(file);
      } catch (problem) {
        trouble.push(`${file.name}: ${problem instanceof NotTaken && problem.sentence ? problem.sentence : say("not_done")}`);
      }
    }
    keep.disabled = false;
    said.textContent = trouble.join(" ");
    if (trouble.length < files.length) location.reload();
  }

  async function keepOne(file: File): Promise<void> {
    const upload = new Upload(door, file, () => (said.textContent = say("sealing", { name: file.name, part: percent(upload.sent) })));
    await upload.done;
    await door.send("POST", `sources/${form.dataset.source}/media`, { act_id: fresh(), arrival: upload.id, name: file.name });
  }
}
