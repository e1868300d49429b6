// Signing with the finger.
import { useEffect, useRef, useState } from "preact/hooks";

import { keepDrawing } from "../capture/photo";
import type { FileRef } from "../model";
import { Icon } from "./icon";
import { KeptImage } from "./photos";

interface Signature {
  signature: FileRef | null;
  onChange: (signature: FileRef | null) => void;
  user: number;
}

export function SignHere({ signature, onChange, user }: Signature) {
  const [open, setOpen] = useState(false);
  if (signature) {
    return (
      <div class="signed">
        <KeptImage sha={signature.sha256} />
        <button type="button" class="button is-plain" onClick={() => onChange(null)}>
          <Icon name="edit" />
          重新签名
        </button>
      </div>
    );
  }
  if (!open) {
    return (
      <button type="button" class="button is-plain is-wide" onClick={() => setOpen(true)}>
        <Icon name="edit" />
        请对方签名
      </button>
    );
  }
  return (
    <Pad
      onDone={async (canvas) => {
        onChange(await keepDrawing(canvas, user));
        setOpen(false);
      }}
      onCancel={() => setOpen(false)}
    />
  );
}

function Pad({ onDone, onCancel }: { onDone: (canvas: HTMLCanvasElement) => Promise<void>; onCancel: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => prepare(canvas.current as HTMLCanvasElement, () => setDrawn(true)), []);
  return (
    <div class="pad">
      <canvas ref={canvas} aria-label="在此处用手指签名" />
      <div class="pad-buttons">
        <button type="button" class="button is-plain" onClick={onCancel}>
          取消
        </button>
        <button
          type="button"
          class="button is-plain"
          onClick={() => {
            blank(canvas.current as HTMLCanvasElement);
            setDrawn(false);
          }}
        >
          重写
        </button>
        <button
          type="button"
          class="button"
          disabled={!drawn}
          onClick={() => void onDone(canvas.current as HTMLCanvasElement)}
        >
          签好了
        </button>
      </div>
    </div>
  );
}

function blank(canvas: HTMLCanvasElement): void {
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
}

function prepare(canvas: HTMLCanvasElement, drawn: () => void): () => void {
  const { width, height } = canvas.getBoundingClientRect();
  canvas.width = Math.round(width * 2);
  canvas.height = Math.round(height * 2);
  blank(canvas);
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.lineWidth = 6;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#111";
  const stop = new AbortController();
  const listen = { signal: stop.signal };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(event.offsetX * 2, event.offsetY * 2);
  }, listen);
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(event.offsetX * 2, event.offsetY * 2);
    pen.stroke();
    drawn();
  }, listen);
  return () => stop.abort();
}
