/** Empty choices of a filter stay out of the address, so that a shared link says only what it narrows. */
export function filters(page: Document): void {
  page.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = (event as CustomEvent<{ elt: Element; parameters: Record<string, unknown> }>).detail;
    if (!elt.matches(".filters")) return;
    for (const [name, value] of Object.entries(parameters)) if (value === "") delete parameters[name];
  });
}
