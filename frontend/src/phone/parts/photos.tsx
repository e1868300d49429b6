// Taking photos, and showing those that are on the phone or on the server.
import { useEffect, useRef, useState } from "preact/hooks";

import { keepPhoto, type Mark } from "../capture/photo";
import type { FileRef } from "../model";
import { get } from "../store/db";
import { Icon } from "./icon";

interface Take {
  photos: FileRef[];
  onChange: (photos: FileRef[]) => void;
  mark: () => Promise<Mark>;
  user: number;
  label?: string;
  most?: number;
}

export function TakePhotos({ photos, onChange, mark, user, label = "拍照", most = 9 }: Take) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const latest = useRef(photos);
  latest.current = photos;

  async function take(input: HTMLInputElement) {
    const files = [...(input.files ?? [])].slice(0, most - photos.length);
    setBusy(true);
    setError("");
    try {
      const marked = await mark();
      for (const file of files) {
        const photo = await keepPhoto(file, marked, user);
        onChange([...latest.current.filter((known) => known.sha256 !== photo.sha256), photo]);
      }
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
    input.value = "";
    setBusy(false);
  }

  return (
    <div class="photos">
      {photos.map((photo) => (
        <figure key={photo.sha256}>
          <KeptImage sha={photo.sha256} />
          <button
            type="button"
            aria-label="去掉这张照片"
            onClick={() => onChange(photos.filter((other) => other.sha256 !== photo.sha256))}
          >
            <Icon name="x" />
          </button>
        </figure>
      ))}
      {photos.length < most && (
        <label class={busy ? "photo-take is-busy" : "photo-take"}>
          <Icon name="camera" />
          <span>{busy ? "正在处理…" : label}</span>
          <input
            type="file"
            accept="image/*"
            capture="environment"
            disabled={busy}
            onChange={(event) => void take(event.currentTarget)}
          />
        </label>
      )}
      {error && (
        <p class="fault" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** A photo by its hash: from the phone where it is here, else from the server. */
export function KeptImage({ sha }: { sha: string }) {
  const [source, setSource] = useState("");
  const [gone, setGone] = useState(false);
  useEffect(() => {
    let url = "";
    void get("photos", sha).then((photo) => {
      url = photo ? URL.createObjectURL(photo.blob) : "";
      setSource(url || `/files/${sha}/thumbnail`);
    });
    return () => URL.revokeObjectURL(url);
  }, [sha]);
  if (gone) return <span class="photo-gone">照片未到</span>;
  return source ? <img src={source} alt="现场照片" onError={() => setGone(true)} /> : <span class="photo-gone" />;
}
