// A map without tiles: where things lie to each other and to oneself, north up. It needs no network.
import { useState } from "preact/hooks";

import { inWords } from "../capture/place";
import type { Place } from "../model";
import { Empty } from "../parts/frame";
import { Icon } from "../parts/icon";
import { Left } from "../parts/left";
import { address } from "../route";
import type { Visit } from "./visits";
import { isPlaced, lengthOf, walkOf, whereOf } from "./walk";

const SIDE = 358;
const MARGIN = 26;
const METRES_A_DEGREE = 111_320;

export function MapView({ visits, place }: { visits: Visit[]; place: Place | null }) {
  const [zoom, setZoom] = useState(1);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = visits.filter(isPlaced);
  if (shown.length === 0) {
    return (
      <Empty icon="map-pin" title="这些对象还没有坐标">
        <p>检查时打开定位，坐标会随记录一起保存。现在请看列表。</p>
      </Empty>
    );
  }
  const flat = projection(shown, place, zoom);
  const legs = place ? walkOf(shown, place) : [];
  const route = legs.map((leg) => leg.visit);
  const picked = shown.find(({ subject }) => subject.id === chosen) ?? shown[0];
  return (
    <div class="map">
      <svg viewBox={`0 0 ${SIDE} ${SIDE}`} role="img" aria-label={`${shown.length} 处待查对象的位置`}>
        <rect width={SIDE} height={SIDE} class="map-ground" />
        {[1, 2, 3].map((line) => (
          <path key={line} class="map-grid" d={`M${(SIDE / 4) * line} 0V${SIDE}M0 ${(SIDE / 4) * line}H${SIDE}`} />
        ))}
        {place && route.length > 0 && (
          <polyline class="map-route" points={[place, ...route.map(whereOf)].map((at) => flat.point(at).join()).join(" ")} />
        )}
        {[...route, ...shown.filter((visit) => !route.includes(visit))].map((visit, index) => (
          <Dot
            key={visit.subject.id}
            visit={visit}
            number={index + 1}
            at={flat.point(whereOf(visit))}
            chosen={visit === picked}
            onChoose={() => setChosen(visit.subject.id)}
          />
        ))}
        {place && <Here at={flat.point(place)} radius={Math.max(10, place.accuracy * flat.scale)} />}
      </svg>
      <div class="map-foot">
        <svg viewBox="0 0 230 28" aria-hidden="true">
          <path d={`M1 14V20H${flat.bar.pixels}V14`} />
          <text x={flat.bar.pixels + 8} y="21">
            {inWords(flat.bar.metres)}
          </text>
        </svg>
        <button type="button" aria-label="缩小" disabled={zoom <= 1} onClick={() => setZoom(zoom / 2)}>
          <Icon name="minus" />
        </button>
        <button type="button" aria-label="放大" disabled={zoom >= 16} onClick={() => setZoom(zoom * 2)}>
          <Icon name="plus" />
        </button>
      </div>
      {route.length > 1 && (
        <p class="hint">
          按 1、2、3 的顺序走，全程约 {inWords(lengthOf(legs))}（直线）。
        </p>
      )}
      <a class="row map-picked" href={address("subject", picked.subject.id)}>
        <span class="row-main">
          <strong>{picked.subject.name}</strong>
          <span>{picked.subject.address}</span>
          <span class="row-tags">
            <Left due={picked.dueAt} />
          </span>
        </span>
        <span class="row-side">
          {picked.metres !== null && <b>{inWords(picked.metres)}</b>}
          <Icon name="chevron-right" />
        </span>
      </a>
      {shown.length < visits.length && <p class="hint">另有 {visits.length - shown.length} 处没有坐标，请看列表。</p>}
    </div>
  );
}

function Here({ at: [x, y], radius }: { at: [number, number]; radius: number }) {
  return (
    <g class="map-here">
      <circle cx={x} cy={y} r={Math.min(radius, SIDE)} class="map-accuracy" />
      <circle cx={x} cy={y} r="6" />
      <text x={x} y={y + (y > SIDE / 2 ? -24 : 34)}>
        我
      </text>
    </g>
  );
}

interface DotProps {
  visit: Visit;
  number: number;
  at: [number, number];
  chosen: boolean;
  onChoose: () => void;
}

function Dot({ visit, number, at: [x, y], chosen, onChoose }: DotProps) {
  const name = `${number} ${visit.subject.name}${visit.done ? "（已检查）" : ""}`;
  return (
    <g
      class={`map-dot${chosen ? " is-chosen" : ""}${visit.done ? " is-done" : ""}`}
      role="button"
      tabIndex={0}
      aria-label={name}
      onClick={onChoose}
      onKeyDown={(event) => event.key === "Enter" && onChoose()}
    >
      <circle cx={x} cy={y} r="24" class="map-touch" />
      <circle cx={x} cy={y} r={chosen ? 17 : 14} />
      <text x={x} y={y + 5}>
        {visit.done ? "✓" : number}
      </text>
    </g>
  );
}

interface Flat {
  point: (at: { lat: number; lng: number }) => [number, number];
  scale: number;
  bar: { metres: number; pixels: number };
}

/** Metres north and east of the middle, so that everything fits; zooming keeps one's own place in the middle. */
function projection(visits: Visit[], place: Place | null, zoom: number): Flat {
  const points = visits.map(whereOf);
  const near = place && visits[0].metres !== null && visits[0].metres < 20_000 ? [place] : [];
  const lats = [...points, ...near].map(({ lat }) => lat);
  const lngs = [...points, ...near].map(({ lng }) => lng);
  const whole = { lat: middle(lats), lng: middle(lngs) };
  const centre = zoom > 1 ? (near[0] ?? points[0]) : whole;
  const shrink = Math.cos((whole.lat * Math.PI) / 180);
  const span = Math.max(breadth(lats), breadth(lngs) * shrink) * METRES_A_DEGREE;
  const scale = ((SIDE - 2 * MARGIN) / Math.max(span, 100)) * zoom;
  const metres = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].find((m) => m * scale > 50) ?? 20_000;
  return {
    scale,
    bar: { metres, pixels: metres * scale },
    point: ({ lat, lng }) => [
      SIDE / 2 + (lng - centre.lng) * shrink * METRES_A_DEGREE * scale,
      SIDE / 2 - (lat - centre.lat) * METRES_A_DEGREE * scale,
    ],
  };
}

const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
const breadth = (values: number[]) => Math.max(...values) - Math.min(...values);
