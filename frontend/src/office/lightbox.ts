/** Photos open large over the page; without this script the link simply opens the file. */
export function lightboxes(page: Document): void {
  page.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>(".photos a");
    const box = page.querySelector<HTMLDialogElement>("dialog.lightbox");
    if (!link || !box || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const image = box.querySelector("img");
    const words = box.querySelector("span");
    if (image) [image.src, image.alt] = [link.href, link.title];
    if (words) words.textContent = link.title;
    box.showModal();
  });
  page.addEventListener("click", (event) => {
    const box = page.querySelector<HTMLDialogElement>("dialog.lightbox[open]");
    if (box && (event.target === box || (event.target as Element).closest(".lightbox img, .lightbox button"))) box.close();
  });
}
