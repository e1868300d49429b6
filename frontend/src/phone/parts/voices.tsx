// Recording a remark, hearing it again, throwing it away.
import { useEffect, useRef, useState } from "preact/hooks";

import { canRecord, LONGEST_VOICE, record, type Recording } from "../capture/voice";
import type { FileRef } from "../model";
import { get } from "../store/db";
import { Icon } from "./icon";

interface Voices {
  voices: FileRef[];
  onChange: (voices: FileRef[]) => void;
  user: number;
}

const MOST = 3;

export function RecordVoices({ voices, onChange, user }: Voices) {
  const [recording, setRecording] = useState<Recording | null>(null);
  const [seconds, setSeconds] = useState(0);
  const [error, setError] = useState("");
  const running = useRef<Recording | null>(null);
  running.current = recording;
  const latest = useRef({ voices, onChange });
  latest.current = { voices, onChange };

  async function stop() {
    const ending = running.current;
    running.current = null;
    setRecording(null);
    try {
      const voice = await ending?.stop();
      if (voice) latest.current.onChange([...latest.current.voices, voice]);
    } catch (failure) {
      setError((failure as Error).message);
    }
  }

  async function begin() {
    setError("");
    setSeconds(0);
    try {
      setRecording(await record(user));
    } catch (failure) {
      setError((failure as Error).message);
    }
  }

  useEffect(() => {
    if (!recording) return;
    const ticking = setInterval(() => setSeconds((past) => past + 1), 1000);
    const ending = setTimeout(() => void stop(), LONGEST_VOICE * 1000);
    return () => {
      clearInterval(ticking);
      clearTimeout(ending);
    };
  }, [recording]);
  useEffect(() => () => void stop(), []); // leaving the screen ends the recording, and keeps it

  if (!canRecord() && voices.length === 0) return null;
  return (
    <div class="voices">
      {voices.map((voice) => (
        <div key={voice.sha256} class="voice">
          <Voice sha={voice.sha256} />
          <button
            type="button"
            aria-label="删掉这段录音"
            onClick={() => onChange(voices.filter((other) => other.sha256 !== voice.sha256))}
          >
            <Icon name="trash" />
          </button>
        </div>
      ))}
      {recording ? (
        <div class="recording" role="dialog" aria-modal="true" aria-label="正在录音">
          <Icon name="microphone" />
          <p>
            请说话　<b>{seconds} 秒</b>
          </p>
          <button type="button" class="button is-main is-recording" onClick={() => void stop()}>
            <Icon name="player-stop" />
            说完了
          </button>
        </div>
      ) : (
        voices.length < MOST && (
          <button type="button" class="button is-plain is-wide" onClick={() => void begin()}>
            <Icon name="microphone" />
            {voices.length === 0 ? "不想打字，点这里说" : "再说一段"}
          </button>
        )
      )}
      {error && (
        <p class="fault" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function Voice({ sha }: { sha: string }) {
  const [source, setSource] = useState("");
  useEffect(() => {
    let url = "";
    void get("photos", sha).then((kept) => {
      url = kept ? URL.createObjectURL(kept.blob) : "";
      setSource(url || `/files/${sha}`);
    });
    return () => URL.revokeObjectURL(url);
  }, [sha]);
  return <audio controls src={source || undefined} aria-label="录音" />;
}
