// Points that the server gathers: each time the map rests, what lies in its window is fetched anew, some hundred marks
// at most, whatever the number of points.
import L from "leaflet";
import type { Feature, FeatureCollection, Point } from "geojson";

import { say as inEnglish } from "../english/book";
import { leaf, type Mark, mark, words } from "./marks";

const CELL = 70; // pixels

type Gathered = { count: number; bounds: [[number, number], [number, number]] };
type Single = { label: string; mark: string; url: string };
type Found = Feature<Point, Gathered | Single>;

export function clustered(map: L.Map, address: string, marks: Map<string, Mark>, say: (words: string) => void): void {
  const layer = L.layerGroup().addTo(map);
  let asking: AbortController | undefined;
  const draw = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(within(map, address), { headers: { Accept: "application/geo+json" }, signal: asking.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { features } = (await answer.json()) as FeatureCollection<Point, Gathered | Single>;
      layer.clearLayers();
      features.forEach((found) => placed(map, found, marks).addTo(layer));
      const count = features.reduce((sum, { properties }) => sum + ("count" in properties ? properties.count : 1), 0);
      say(count ? `图上 ${count} 个${features.length < count ? "，挨得近的合在一起，点开放大" : ""}。` : "这里没有点位。");
    } catch (failure) {
      if ((failure as Error).name !== "AbortError") say("没有取到点位。请检查网络，移动一下地图再试；旁边的列表不受影响。");
    }
  };
  map.on("moveend", () => void draw());
  void draw();
}

function within(map: L.Map, address: string): string {
  const seen = map.getBounds();
  const sides = [Math.max(seen.getWest(), -180), Math.max(seen.getSouth(), -90), Math.min(seen.getEast(), 180), Math.min(seen.getNorth(), 90)];
  return `${address}${address.includes("?") ? "&" : "?"}window=${sides.map((side) => side.toFixed(6)).join(",")}&across=${Math.round(map.getSize().x / CELL)}`;
}

function placed(map: L.Map, { geometry, properties }: Found, marks: Map<string, Mark>): L.Marker {
  const at = L.latLng(geometry.coordinates[1] ?? 0, geometry.coordinates[0] ?? 0);
  if (!("count" in properties)) return mark(at, properties.mark, properties.label, marks).bindPopup(leaf(properties, marks));
  const count = String(properties.count);
  const icon = L.divIcon({ className: "map-sign map-many-here", html: words(count), iconSize: [22 + 9 * Math.max(2, count.length), 36] });
  const title = inEnglish(`这里有 ${properties.count} 个，点开放大`);
  return L.marker(at, { icon, title, alt: title }).on("click", () => map.fitBounds(L.latLngBounds(properties.bounds).pad(0.2), { maxZoom: map.getZoom() + 4 }));
}
