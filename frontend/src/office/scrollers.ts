// A table wider than its place takes the focus, so that the arrow keys scroll it; one that fits is no stop on the way.
export function scrollers(root: Document): void {
  const mark = (): void => {
    for (const place of root.querySelectorAll<HTMLElement>(".table-wrap")) {
      const scrolls = place.scrollWidth > place.clientWidth || place.scrollHeight > place.clientHeight;
      if (scrolls) place.tabIndex = 0;
      else place.removeAttribute("tabindex");
    }
  };
  mark();
  addEventListener("resize", mark);
  root.addEventListener("htmx:afterSettle", mark);
}
