// Saying it instead of typing: a short recording by the phone's microphone.
import type { FileRef } from "../model";
import { clockTime } from "../parts/words";
import { keepBlob } from "./photo";

/** Seconds: enough for a remark, and small enough for a slow network. */
export const LONGEST_VOICE = 120;

const BITS = 24_000;
const FORMS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export interface Recording {
  /** Ends it and keeps it in the phone's storage; null where nothing was said. Raises StorageFull. */
  stop: () => Promise<FileRef | null>;
}

export class NoMicrophone extends Error {
  constructor() {
    super("手机没有允许使用麦克风。请在浏览器设置里允许，或改用文字填写。");
  }
}

export const canRecord = () => "mediaDevices" in navigator && "MediaRecorder" in globalThis;

/** Begins to record. Raises NoMicrophone. */
export async function record(user: number): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => {
    throw new NoMicrophone();
  });
  const form = FORMS.find((known) => MediaRecorder.isTypeSupported(known));
  const recorder = new MediaRecorder(stream, { mimeType: form, audioBitsPerSecond: BITS });
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const ended = new Promise<void>((resolve) => recorder.addEventListener("stop", () => resolve(), { once: true }));
  const began = new Date();
  recorder.start();
  return {
    async stop() {
      if (recorder.state !== "inactive") recorder.stop();
      await ended;
      for (const track of stream.getTracks()) track.stop();
      const blob = new Blob(parts, { type: recorder.mimeType.split(";")[0] });
      if (blob.size === 0) return null;
      return { ...(await keepBlob(blob, user, `${clockTime(began)} 录音`)), taken_at: began.toISOString() };
    },
  };
}
