// How the person likes to read: the language and the size that their account is set to, remembered on the phone.
import { open, reading } from "../english/book";
import { loadBook } from "../english/load";
import type { Day } from "./model";

const REMEMBERED = "language";

export const remembered = () => localStorage.getItem(REMEMBERED) ?? "";

/** True where the language changed, and all that is shown must be rendered again. */
export async function readAs(language: string): Promise<boolean> {
  localStorage.setItem(REMEMBERED, language);
  document.documentElement.lang = language === "en" ? "en" : "zh-Hans";
  if ((language === "en") === reading()) return false;
  if (language !== "en") open([]);
  else await loadBook().catch(() => undefined); // without network and without the kept copy it stays Chinese
  return true;
}

export function sizeAs({ me }: Day): void {
  document.documentElement.classList.remove("type-large", "type-largest");
  if (me.type_size) document.documentElement.classList.add(`type-${me.type_size}`);
}
