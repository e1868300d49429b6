// A map of many: <div class="map map-many" data-shapes="address of GeoJSON" (or, of more than it could draw, data-clusters=
// "address that gathers them" data-extent="south,west,north,east") data-legend="id of [{name, sign, tone}]"
// data-tile-layers="id of [addresses]">. What lies close together is one number until one comes nearer; each mark has a
// sign and its border a dash of its own, so that nobody needs the colours.
import L from "leaflet";
import { say as inEnglish } from "../english/book";
import type { Feature, FeatureCollection, Point, Polygon } from "geojson";

import { clustered } from "./clustered";
import { leaf, type Mark, mark, marksOf, read, words } from "./marks";

type Said = { label: string; mark: string; url: string };
type Shape = Feature<Point | Polygon, Said>;
type Placed = { shape: Shape; at: L.LatLng };

const CELL = 56;
const BORDERS_FROM = 14;
const DASHES = ["", "8 4", "2 4", "12 4 2 4", "4 4", "16 6", "1 6", "10 3 2 3 2 3"];
const TONES = ["#ad2a20", "#1c5d9f", "#1d6b45", "#5b6570", "#835300", "#6b3fa0", "#0e6272", "#8a2f5d"];

export function many(place: HTMLElement): void {
  const map = L.map(place, { attributionControl: false, zoomAnimation: false, maxZoom: 19 }).setView([35, 105], 4);
  for (const address of read<string[]>(place, "tileLayers") ?? []) L.tileLayer(address, { maxZoom: 18 }).addTo(map);
  const marks = marksOf(place);
  L.control.scale({ imperial: false }).addTo(map);
  const said = place.parentElement?.querySelector<HTMLElement>("[data-map-said]");
  const say = (words: string) => {
    if (said) said.textContent = inEnglish(words);
  };
  const [south, west, north, east] = (place.dataset["extent"] ?? "").split(",").map(Number);
  if (place.dataset["clusters"]) {
    map.fitBounds([[south ?? 0, west ?? 0], [north ?? 0, east ?? 0]], { maxZoom: 17 });
    return clustered(map, place.dataset["clusters"], marks, say);
  }
  const layer = L.layerGroup().addTo(map);
  fetch(place.dataset["shapes"] ?? "", { headers: { Accept: "application/geo+json" } })
    .then((answer) => (answer.ok ? (answer.json() as Promise<FeatureCollection<Point | Polygon, Said>>) : Promise.reject()))
    .then(({ features }) => {
      const placed = features.map((shape) => ({ shape, at: middle(shape) }));
      say(placed.length ? `图上 ${placed.length} 个，放大后看边界。` : "没有边界，也没有点位。登记时定位，或在资料里画出边界。");
      if (!placed.length) return;
      map.on("moveend", () => redraw(map, layer, placed, marks));
      map.fitBounds(L.latLngBounds(placed.map(({ at }) => at)).pad(0.1), { maxZoom: 17 });
      redraw(map, layer, placed, marks);
    })
    .catch(() => say("没有取到边界和点位。请检查网络，刷新后再看；旁边的列表不受影响。"));
}

function middle({ geometry }: Shape): L.LatLng {
  if (geometry.type === "Point") return L.latLng(geometry.coordinates[1] ?? 0, geometry.coordinates[0] ?? 0);
  return L.latLngBounds(corners(geometry)).getCenter();
}

const corners = ({ coordinates }: Polygon) => (coordinates[0] ?? []).map(([lng = 0, lat = 0]) => L.latLng(lat, lng));

function redraw(map: L.Map, layer: L.LayerGroup, placed: Placed[], marks: Map<string, Mark>): void {
  layer.clearLayers();
  const seen = map.getBounds().pad(0.2);
  const cells = new Map<string, Placed[]>();
  for (const one of placed) {
    if (!seen.contains(one.at)) continue;
    const { x, y } = map.project(one.at);
    const key = `${Math.floor(x / CELL)}/${Math.floor(y / CELL)}`;
    cells.set(key, [...(cells.get(key) ?? []), one]);
    if (map.getZoom() >= BORDERS_FROM) border(one.shape, marks)?.addTo(layer);
  }
  const nearest = map.getZoom() >= map.getMaxZoom();
  for (const held of cells.values()) {
    if (held.length > 1 && !nearest) together(map, held).addTo(layer);
    else held.forEach((one) => alone(one, marks).addTo(layer));
  }
}

function border(shape: Shape, marks: Map<string, Mark>): L.Polygon | undefined {
  if (shape.geometry.type === "Point") return undefined;
  const tone = marks.get(shape.properties.mark)?.tone ?? 0;
  const look = { color: TONES[tone], dashArray: DASHES[tone], weight: 2.5, fillOpacity: 0.15 };
  return L.polygon(corners(shape.geometry), look).bindPopup(leaf(shape.properties, marks));
}

function alone({ shape, at }: Placed, marks: Map<string, Mark>): L.Marker {
  return mark(at, shape.properties.mark, shape.properties.label, marks).bindPopup(leaf(shape.properties, marks));
}

function together(map: L.Map, held: Placed[]): L.Marker {
  const bounds = L.latLngBounds(held.map(({ at }) => at));
  const icon = L.divIcon({ className: "map-sign map-many-here", html: words(String(held.length)), iconSize: [36, 36] });
  const title = inEnglish(`这里有 ${held.length} 个，点开放大`);
  return L.marker(bounds.getCenter(), { icon, title, alt: title }).on("click", () => map.fitBounds(bounds.pad(0.3), { maxZoom: map.getZoom() + 4 }));
}
