/** Puts what tells about something below it, or above it where the window ends, and never over its edge. */
const GAP = 6;

export function onScreen(told: HTMLElement, about: HTMLElement): void {
  const place = about.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const size = told.getBoundingClientRect();
  const below = place.bottom + GAP + size.height <= window.innerHeight;
  told.style.left = `${Math.max(GAP, Math.min(place.left, width - size.width - GAP))}px`;
  told.style.top = `${below ? place.bottom + GAP : Math.max(GAP, place.top - GAP - size.height)}px`;
}
