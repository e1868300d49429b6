// The areas of a place, each as the list beside it says: <div class="map map-areas" data-areas="address of GeoJSON"
// data-list="id of a list whose links carry data-org and data-grade" data-clusters="address of points, if any"
// data-legend data-tile-layers>. An area is hatched by its grade and bears its sign; without borders the list stays alone.
import L from "leaflet";
import type { FeatureCollection, MultiPolygon } from "geojson";

import { say as inEnglish } from "../english/book";
import { clustered } from "./clustered";
import { marksOf, read } from "./marks";

type Area = { layer: L.Polygon; sign?: L.Marker };

const COLOURS = ["#8fa3ab", "#2f7d5f", "#8c7410", "#b05a12", "#b62d20"];
const GAPS = [0, 0, 12, 7, 4]; // pixels between the strokes of the hatching: the worse, the denser
const SVG = "http://www.w3.org/2000/svg";

export async function areas(place: HTMLElement): Promise<void> {
  const answer = await fetch(place.dataset["areas"] ?? "", { headers: { Accept: "application/geo+json" } }).catch(() => undefined);
  const { features } = answer?.ok ? ((await answer.json()) as FeatureCollection<MultiPolygon, { org: number }>) : { features: [] };
  if (!features.length && !place.dataset["clusters"]) return;
  place.hidden = false;
  const list = document.getElementById(place.dataset["list"] ?? "");
  const map = L.map(place, { attributionControl: false, zoomAnimation: false, fadeAnimation: false, maxZoom: 19, zoomSnap: 0.25 }).setView([35, 105], 4);
  for (const address of read<string[]>(place, "tileLayers") ?? []) L.tileLayer(address, { maxZoom: 18 }).addTo(map);
  const drawn = new Map<string, Area>();
  for (const { geometry, properties } of features) {
    const corners = geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(([lng = 0, lat = 0]) => L.latLng(lat, lng))));
    drawn.set(String(properties.org), { layer: L.polygon(corners, { weight: features.length > 100 ? 0.6 : 1.5, color: "#e8f0f2", fillOpacity: 1 }).addTo(map) });
  }
  if (drawn.size) {
    document.body.classList.add("has-areas");
    hatchings(place);
    map.fitBounds(L.latLngBounds([...drawn.values()].map(({ layer }) => layer.getBounds()).flatMap((box) => [box.getSouthWest(), box.getNorthEast()])), { padding: [6, 6] });
  }
  const dress = () => drawn.forEach((area, org) => stand(area, list?.querySelector<HTMLAnchorElement>(`a[data-org="${org}"]`), map));
  dress();
  map.on("zoomend", dress);
  if (list) new MutationObserver(dress).observe(list, { childList: true });
  if (place.dataset["clusters"]) points(place, map, drawn.size > 0);
}

function stand(area: Area, link: HTMLAnchorElement | null | undefined, map: L.Map): void {
  const grade = Number(link?.dataset["grade"] ?? 0);
  area.layer.setStyle({ fillColor: `url(#hatching-${grade})` });
  const told = link?.title ?? "";
  area.layer.unbindTooltip().bindTooltip(() => document.createTextNode(told) as unknown as HTMLElement, { sticky: true });
  area.layer.off("click").on("click", () => link && location.assign(link.href));
  area.sign?.remove();
  const box = area.layer.getBounds();
  const wide = map.latLngToLayerPoint(box.getSouthEast()).x - map.latLngToLayerPoint(box.getNorthWest()).x;
  if (!link || wide < 30) return;
  const words = document.createElement("span");
  const name = link.querySelector("b")?.textContent ?? "";
  const letter = 1.3 * parseFloat(getComputedStyle(map.getContainer()).fontSize);
  words.textContent = (link.firstElementChild?.textContent ?? "") + (wide > letter * (name.length + 2) ? ` ${name}` : "");
  const icon = L.divIcon({ className: "area-sign", html: words, iconSize: [0, 0] });
  area.sign = L.marker(area.layer.getCenter(), { icon, interactive: false, keyboard: false }).addTo(map);
}

function hatchings(place: HTMLElement): void {
  const shades = document.createElementNS(SVG, "defs");
  COLOURS.forEach((colour, grade) => {
    const size = GAPS[grade] || 8;
    const pattern = make("pattern", { id: `hatching-${grade}`, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(make("rect", { width: size, height: size, fill: colour }));
    if (GAPS[grade]) pattern.append(make("line", { x1: 0, y1: 0, x2: 0, y2: size, stroke: "rgb(0 0 0 / 45%)", "stroke-width": 3 }));
    shades.append(pattern);
  });
  place.querySelector(".leaflet-overlay-pane svg")?.prepend(shades);
}

function make(name: string, said: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, name);
  Object.entries(said).forEach(([key, value]) => element.setAttribute(key, String(value)));
  return element;
}

function points(place: HTMLElement, map: L.Map, framed: boolean): void {
  const said = place.parentElement?.querySelector<HTMLElement>("[data-map-said]");
  const [south, west, north, east] = (place.dataset["extent"] ?? "").split(",").map(Number);
  if (!framed && east !== undefined) map.fitBounds([[south ?? 0, west ?? 0], [north ?? 0, east]], { maxZoom: 16 });
  clustered(map, place.dataset["clusters"] ?? "", marksOf(place), (words) => {
    if (said) said.textContent = inEnglish(words);
  });
}
