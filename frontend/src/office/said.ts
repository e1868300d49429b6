import { say } from "../english/book";

/** Says aloud that a list was narrowed, and how many rows it now shows: who cannot see it hears it. */
export function sayWhatChanged(page: Document): void {
  page.addEventListener("htmx:afterSettle", (event) => {
    const rows = event.target as Element;
    const said = page.querySelector<HTMLElement>("#said");
    if (rows.id !== "rows" || !said) return;
    const count = rows.querySelectorAll("tbody tr").length;
    const nothing = rows.querySelector(".empty-state strong")?.textContent?.trim();
    said.textContent = count ? say(`已更新，本页 ${count} 条`) : (nothing ?? "");
  });
}
