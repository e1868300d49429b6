/** The search box: "/" or Ctrl-K goes to it, arrows move through what was found, Escape leaves it. */
export function searchBox(page: Document): void {
  const box = page.querySelector<HTMLInputElement>("#search-box");
  if (!box?.form) return;
  const form = box.form;
  page.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.altKey && !isTyping(event.target);
    if (!slash && !(event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  form.addEventListener("keydown", (event) => {
    const links = [box, ...form.querySelectorAll<HTMLElement>(".found a")];
    const place = links.indexOf(page.activeElement as HTMLElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      links[(place + (event.key === "ArrowDown" ? 1 : links.length - 1)) % links.length]?.focus();
    }
    if (event.key === "Escape") (page.activeElement as HTMLElement).blur();
  });
}

/** Whether keys are letters of what somebody writes. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}
