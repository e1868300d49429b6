// The outline of a parcel as it is walked: corners as "lat,lng lat,lng …", and the area that they enclose. The server
// reads it by the same rules (taizhang.core.polygons).
export interface Corner {
  lat: number;
  lng: number;
}

const METRES_A_DEGREE = 111_195;
const MU = 10_000 / 15;

export function cornersOf(text: string): Corner[] {
  return text
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((part) => part.split(",").map(Number))
    .map(([lat, lng]) => ({ lat, lng }));
}

export const textOf = (corners: Corner[]) => corners.map(({ lat, lng }) => `${lat.toFixed(6)},${lng.toFixed(6)}`).join(" ");

/** Metres east and north of the first corner. */
export function flat(corners: Corner[]): [number, number][] {
  if (corners.length === 0) return [];
  const middle = corners.reduce((sum, { lat }) => sum + lat, 0) / corners.length;
  const shrink = Math.cos((middle * Math.PI) / 180);
  const [{ lat: south, lng: west }] = corners;
  return corners.map(({ lat, lng }) => [(lng - west) * shrink * METRES_A_DEGREE, (lat - south) * METRES_A_DEGREE]);
}

/** Square metres. */
export function areaOf(corners: Corner[]): number {
  const points = flat(corners);
  const twice = points.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

export const areaInWords = (corners: Corner[]) => `${(areaOf(corners) / MU).toFixed(2)} 亩（${areaOf(corners).toFixed(0)} 平方米）`;
