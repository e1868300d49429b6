// A map of points and borders: <div class="map" data-source="id of a GeoJSON" data-tiles="address of tiles, if any"
// data-pick="id prefix of the lat and lng inputs that a click fills" data-draw="id of the field of an outline that clicks
// draw" data-centre="lat,lng where nothing else says it">.
import L from "leaflet";

import "../styles/map.css";
import { loadForPage } from "../english/load";
import { areas } from "./areas";
import { many } from "./many";
import { outline } from "./outline";

void loadForPage();

const TONES: Record<string, string> = { late: "#ad2a20", open: "#1c5d9f", done: "#1d6b45", watch: "#835300", plain: "#0e6272" };

function draw(place: HTMLElement): void {
  const map = L.map(place, { attributionControl: false }).setView([35, 105], 4);
  const tiles = place.dataset["tiles"];
  if (tiles) L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  const shapes = shown(place, map);
  const bounds = shapes?.getBounds();
  if (bounds?.isValid()) map.fitBounds(bounds.pad(0.1), { maxZoom: 17 });
  const centre = place.dataset["centre"]?.split(",").map(Number);
  if (!bounds?.isValid() && centre?.length === 2) map.setView([centre[0], centre[1]], 17);
  const field = document.getElementById(place.dataset["draw"] ?? "");
  if (field instanceof HTMLTextAreaElement) outline(place, map, field);
  if (place.dataset["pick"]) pick(place.dataset["pick"], map);
}

function shown(place: HTMLElement, map: L.Map): L.GeoJSON | undefined {
  const source = document.getElementById(place.dataset["source"] ?? "");
  if (!source) return undefined;
  return L.geoJSON(JSON.parse(source.textContent ?? "null"), {
    style: (shape) => (shape?.geometry.type === "Point" ? {} : { color: TONES[shape?.properties?.tone as string] ?? "#0e6272", weight: 1.5, fillOpacity: 0.12 }),
    pointToLayer: (point, at) => L.circleMarker(at, { radius: 7, color: "#fff", weight: 2, fillOpacity: 1, fillColor: TONES[point.properties?.tone as string] ?? "#0e6272" }),
    onEachFeature: (shape, layer) => {
      if (shape.properties?.label) layer.bindPopup(label(shape.properties as { label: string; url?: string }));
    },
  }).addTo(map);
}

function label({ label: words, url }: { label: string; url?: string }): HTMLElement {
  const element = document.createElement(url ? "a" : "span");
  element.textContent = words;
  if (url) element.setAttribute("href", url);
  return element;
}

function pick(prefix: string, map: L.Map): void {
  const inputs = ["lat", "lng"].map((name) => document.getElementById(`${prefix}${name}`) as HTMLInputElement | null);
  let marker: L.CircleMarker | undefined;
  map.on("click", ({ latlng }) => {
    marker = (marker ?? L.circleMarker(latlng, { radius: 8, color: "#ad2a20" }).addTo(map)).setLatLng(latlng);
    [latlng.lat, latlng.lng].forEach((value, index) => {
      const input = inputs[index];
      if (input) input.value = value.toFixed(6);
    });
  });
}

document.querySelectorAll<HTMLElement>(".map:not(.map-many, .map-areas)").forEach(draw);
document.querySelectorAll<HTMLElement>(".map-areas").forEach((place) => void areas(place));
document.querySelectorAll<HTMLElement>(".map-many").forEach(many);
