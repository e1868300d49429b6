/** Among thousands of places one types a part of the name; what is found is offered, and its number is what is sent. */
export function placeFields(page: Document): void {
  let later = 0;
  page.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    if (!field.matches("input[data-places]")) return;
    event.stopPropagation();
    const chosen = [...(field.list?.options ?? [])].find((option) => option.value === field.value);
    if (chosen || !field.value) return choose(field, chosen?.dataset["number"] ?? "");
    clearTimeout(later);
    if (field.required) choose(field, "");  // a form must not send the place whose name no longer stands there
    later = window.setTimeout(() => void propose(field), 250);
  });
  page.addEventListener("change", (event) => {
    if ((event.target as Element).matches("input[data-places]")) event.stopPropagation();
  }, true);
}

async function propose(field: HTMLInputElement): Promise<void> {
  const answer = await fetch(`${field.dataset["places"]}?q=${encodeURIComponent(field.value)}`);
  if (!answer.ok || !field.list) return;
  const { places } = (await answer.json()) as { places: { number: number; name: string }[] };
  field.list.replaceChildren(...places.map((place) => {
    const option = document.createElement("option");
    option.value = place.name;
    option.dataset["number"] = String(place.number);
    return option;
  }));
}

function choose(field: HTMLInputElement, number: string): void {
  field.setCustomValidity(field.required && field.value && !number ? field.title : "");
  const sent = field.nextElementSibling as HTMLInputElement;
  if (sent.value === number) return;
  sent.value = number;
  sent.dispatchEvent(new Event("change", { bubbles: true }));
}
