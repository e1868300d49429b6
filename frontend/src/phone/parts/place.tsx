// What is known of the place: how exactly, and how far from where the subject is registered. Said, never punished.
import { distance, inWords } from "../capture/place";
import type { Place, Subject } from "../model";
import { Icon } from "./icon";

/** Metres within which one is at the place, whatever the phone's accuracy. */
const AT_PLACE = 200;

interface PlaceLineProps {
  place: Place | null | "seeking";
  subject?: Subject;
  onSeek: () => void;
}

export function PlaceLine({ place, subject, onSeek }: PlaceLineProps) {
  if (place === "seeking") return <p class="place">正在定位…</p>;
  if (!place) {
    return (
      <p class="place">
        没有取到位置，不影响保存。
        <button type="button" class="link" onClick={onSeek}>
          再试一次
        </button>
      </p>
    );
  }
  const registered = subject && subject.lat !== null && subject.lng !== null ? { lat: subject.lat, lng: subject.lng } : null;
  const away = registered ? distance(place, registered) : 0;
  return (
    <p class="place">
      <Icon name="map-pin" />
      已定位，误差约 {Math.round(place.accuracy)} 米
      {away > AT_PLACE + place.accuracy && <b>；离登记位置 {inWords(away)}，会记在记录里</b>}
    </p>
  );
}
