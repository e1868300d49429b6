// Marks on a map: one character that no other mark has, and what a click tells.
import L from "leaflet";

export type Mark = { name: string; sign: string; tone: number };

export function read<Held>(place: HTMLElement, key: string): Held | undefined {
  const source = document.getElementById(place.dataset[key] ?? "");
  return source ? (JSON.parse(source.textContent ?? "null") as Held) : undefined;
}

export function marksOf(place: HTMLElement): Map<string, Mark> {
  return new Map((read<Mark[]>(place, "legend") ?? []).map((one) => [one.sign, one]));
}

export function mark(at: L.LatLng, sign: string, label: string, marks: Map<string, Mark>): L.Marker {
  const tone = marks.get(sign)?.tone ?? 0;
  const icon = L.divIcon({ className: `map-sign map-tone-${tone}`, html: words(sign), iconSize: [26, 26] });
  return L.marker(at, { icon, title: label, alt: label });
}

export function leaf({ label, mark, url }: { label: string; mark: string; url: string }, marks: Map<string, Mark>): HTMLElement {
  const element = document.createElement("div");
  const link = document.createElement("a");
  link.textContent = label;
  link.href = url;
  element.append(link, document.createElement("br"), marks.get(mark)?.name ?? "");
  return element;
}

export function words(text: string): HTMLElement {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}
