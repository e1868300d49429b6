// Fetches the phrase book where the page is in English.
import { open } from "./book";

const BOOK = "/phone/english.json";

export async function loadBook(): Promise<void> {
  const answer = await fetch(BOOK);
  if (answer.ok) open((await answer.json()) as [string, string][]);
}

/** For the scripts of the office's pages, which say a sentence now and then; resolves also where no book is to be had. */
export async function loadForPage(): Promise<void> {
  if (document.documentElement.lang === "en") await loadBook().catch(() => undefined);
}
