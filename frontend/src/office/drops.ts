import { say } from "../english/book";

/** Drop zones name the chosen files, and show photos before they are sent. */
export function dropZones(page: Document): void {
  page.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    const zone = input.closest<HTMLElement>(".drop");
    if (zone && input.files) show(zone, [...input.files]);
  });
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]] as const) {
    page.addEventListener(name, (event) => {
      (event.target as Element).closest?.(".drop")?.classList.toggle("drop-over", over);
    });
  }
}

function show(zone: HTMLElement, files: File[]): void {
  const title = zone.querySelector("strong");
  if (title) {
    title.dataset["empty"] ??= title.textContent ?? "";
    title.textContent = files.length > 2 ? say(`已选 ${files.length} 个文件`) : files.map((file) => file.name).join("、") || title.dataset["empty"];
  }
  const previews = zone.parentElement?.querySelector<HTMLElement>(".previews");
  previews?.replaceChildren(...files.filter((file) => file.type.startsWith("image/")).map(preview));
}

function preview(file: File): HTMLImageElement {
  const image = new Image();
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  image.onload = () => URL.revokeObjectURL(image.src);
  return image;
}
