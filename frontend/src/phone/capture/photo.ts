// A photo as evidence: made small on the phone, marked with place, time, name and campaign, named by its hash. The hash
// of the camera's own file is kept too.
import type { FileRef, Place } from "../model";
import { sha256 } from "../ids";
import { put } from "../store/db";
import { photoOf } from "../store/queue";
import { now } from "../clock";
import { clockTime } from "../parts/words";

const LONGEST = 1600;
const QUALITY = 0.82;

/** What the mark on a photo says. */
export interface Mark {
  title: string;
  name: string;
  campaign: string;
  place: Place | null;
}

export class NotAPhoto extends Error {
  constructor() {
    super("这个文件不是照片，请重新拍照或另选一张。");
  }
}

/** Keep a photo in the phone's storage, ready to be named by an entry. Raises NotAPhoto, StorageFull. */
export async function keepPhoto(file: File, mark: Mark, user: number): Promise<FileRef> {
  const taken = now();
  const [picture, original] = await Promise.all([opened(file), sha256(file)]);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  drawMark(pen, lines(mark, taken));
  const blob = await encoded(canvas, "image/jpeg");
  const ref = await keepBlob(blob, user, `${clockTime(taken)}.jpg`);
  const where = mark.place ? { lat: mark.place.lat, lng: mark.place.lng } : {};
  return { ...ref, taken_at: taken.toISOString(), original, ...where };
}

/** Keep a drawing (a signature) as PNG. */
export async function keepDrawing(canvas: HTMLCanvasElement, user: number): Promise<FileRef> {
  return keepBlob(await encoded(canvas, "image/png"), user, "签名.png");
}

/** Keep a file in the phone's storage under its hash. Raises StorageFull. */
export async function keepBlob(blob: Blob, user: number, name: string): Promise<FileRef> {
  const sha = await sha256(blob);
  await put("photos", photoOf(sha, blob, user));
  return { sha256: sha, name, media_type: blob.type };
}

async function opened(file: File): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new NotAPhoto();
  }
}

function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new NotAPhoto())), type, QUALITY),
  );
}

function lines(mark: Mark, taken: Date): string[] {
  const { place } = mark;
  const where = place ? `${place.lat.toFixed(5)}, ${place.lng.toFixed(5)}（±${Math.round(place.accuracy)} 米）` : "无定位";
  return [mark.title, `${clockTime(taken)}  ${mark.name}`, where, mark.campaign].filter(Boolean);
}

function drawMark(pen: CanvasRenderingContext2D, texts: string[]): void {
  const { width, height } = pen.canvas;
  let size = Math.max(12, Math.round(Math.min(width, height) / 32));
  const fits = () => texts.every((text) => pen.measureText(text).width <= width - 2 * size);
  do pen.font = `${size}px sans-serif`;
  while (!fits() && --size > 9);
  const step = size * 1.45;
  const top = height - step * texts.length - size;
  pen.fillStyle = "rgb(0 0 0 / 55%)";
  pen.fillRect(0, top, width, height - top);
  pen.fillStyle = "#fff";
  pen.textBaseline = "top";
  texts.forEach((text, index) => pen.fillText(text, size, top + size * 0.6 + index * step));
}
