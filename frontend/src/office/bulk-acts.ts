/** What is done to many rows: only the fields of the chosen act are shown and sent. */
export function bulkActs(page: Document): void {
  page.addEventListener("change", (event) => {
    if ((event.target as Element).matches("[data-acts]")) show(page);
  });
  page.addEventListener("htmx:afterSettle", () => show(page));
  show(page);
}

function show(page: Document): void {
  const chosen = page.querySelector<HTMLSelectElement>("#bulk [data-acts]")?.value;
  if (chosen === undefined) return;
  for (const part of page.querySelectorAll<HTMLElement>("#bulk [data-act]")) {
    part.hidden = part.dataset["act"] !== chosen;
    for (const field of part.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) field.disabled = part.hidden;
  }
}
