// The outline of a parcel, walked: at each corner one press takes the position. Points where one presses, never a track.
import { useState } from "preact/hooks";

import { placeNow } from "../capture/place";
import { areaInWords, cornersOf, flat, textOf } from "../form/polygon";
import { Icon } from "./icon";

const SIDE = 200;
const MARGIN = 14;
const TOO_COARSE = 30;

export function WalkOutline({ label, value, onSet }: { label: string; value: string; onSet: (value: string) => void }) {
  const [said, setSaid] = useState("");
  const corners = cornersOf(value);

  async function take() {
    setSaid("正在定位…");
    const place = await placeNow();
    if (!place) return setSaid("没有取到位置，请走到开阔处再试。");
    onSet(textOf([...corners, place]));
    setSaid(place.accuracy > TOO_COARSE ? `这一点误差约 ${Math.round(place.accuracy)} 米，偏大，可以撤销后重取。` : "");
  }

  return (
    <div class="outline" role="group" aria-label={label}>
      {corners.length > 1 && <Drawn points={flat(corners)} />}
      <p class="soft" aria-live="polite">
        {corners.length === 0 && "沿边界走一圈，每到一个拐角按一下。"}
        {corners.length > 0 && `已取 ${corners.length} 个拐点`}
        {corners.length > 2 && `，围成 ${areaInWords(corners)}`}
        {said && `　${said}`}
      </p>
      <button type="button" class="button is-plain is-wide" onClick={() => void take()}>
        <Icon name="map-pin" />
        在这个拐角取点
      </button>
      {corners.length > 0 && (
        <p class="turns">
          <button type="button" class="link" onClick={() => onSet(textOf(corners.slice(0, -1)))}>
            撤销上一点
          </button>
          <button type="button" class="link" onClick={() => onSet("")}>
            重新取
          </button>
        </p>
      )}
    </div>
  );
}

function Drawn({ points }: { points: [number, number][] }) {
  const east = points.map(([x]) => x);
  const north = points.map(([, y]) => y);
  const span = Math.max(Math.max(...east) - Math.min(...east), Math.max(...north) - Math.min(...north), 1);
  const scale = (SIDE - 2 * MARGIN) / span;
  const drawn = points.map(([x, y]) => [MARGIN + (x - Math.min(...east)) * scale, SIDE - MARGIN - (y - Math.min(...north)) * scale]);
  return (
    <svg viewBox={`0 0 ${SIDE} ${SIDE}`} role="img" aria-label="边界略图">
      <polygon points={drawn.map((point) => point.join()).join(" ")} />
      {drawn.map(([x, y], at) => (
        <circle key={at} cx={x} cy={y} r="5" />
      ))}
    </svg>
  );
}
