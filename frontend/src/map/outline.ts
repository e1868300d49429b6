// Drawing the outline of a parcel: each click adds a corner; what is drawn stands in a text field, "lat,lng lat,lng …".
import L from "leaflet";

import { say } from "../english/book";
import { areaInWords, cornersOf, textOf, type Corner } from "../phone/form/polygon";

export function outline(place: HTMLElement, map: L.Map, field: HTMLTextAreaElement | HTMLInputElement): void {
  let corners: Corner[] = field.value.trim() ? cornersOf(field.value) : [];
  const shape = L.polygon([], { color: "#0e6272", weight: 2 }).addTo(map);
  const dots = L.layerGroup().addTo(map);
  const said = place.parentElement?.querySelector<HTMLElement>("[data-outline-said]");

  function show(): void {
    shape.setLatLngs(corners.map(({ lat, lng }) => L.latLng(lat, lng)));
    dots.clearLayers();
    for (const { lat, lng } of corners) L.circleMarker([lat, lng], { radius: 5, color: "#ad2a20" }).addTo(dots);
    if (said) said.textContent = say(words(corners));
  }
  function set(changed: Corner[]): void {
    corners = changed;
    field.value = textOf(corners);
    show();
  }
  map.on("click", ({ latlng }) => set([...corners, { lat: latlng.lat, lng: latlng.lng }]));
  place.parentElement?.addEventListener("click", (event) => {
    const act = (event.target as HTMLElement).closest<HTMLElement>("[data-outline]")?.dataset["outline"];
    if (act === "back") set(corners.slice(0, -1));
    if (act === "clear") set([]);
  });
  field.addEventListener("change", () => set(field.value.trim() ? cornersOf(field.value) : []));
  show();
  if (corners.length > 0) map.fitBounds(shape.getBounds().pad(0.3), { maxZoom: 18 });
}

const words = (corners: Corner[]) =>
  corners.length < 3 ? `已点 ${corners.length} 个拐点，至少 3 个` : `${corners.length} 个拐点，围成 ${areaInWords(corners)}`;
