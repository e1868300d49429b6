// A duty that the person meets by their own word: a patrol made, a notice signed for, a log written.
import { useState } from "preact/hooks";

import { useBegun } from "../form/begun";
import type { Day, FileRef } from "../model";
import { Empty, Screen } from "../parts/frame";
import { Left } from "../parts/left";
import { TakePhotos } from "../parts/photos";
import { SignHere } from "../parts/signature";
import { RecordVoices } from "../parts/voices";
import { goInstead } from "../route";
import { locate, reread, sync } from "../state";
import { enqueue } from "../store/queue";

interface Filled {
  note: string;
  receiver: string;
  attendance: string;
  signature: FileRef | null;
  photos: FileRef[];
  voices: FileRef[];
}

const NOTHING: Filled = { note: "", receiver: "", attendance: "", signature: null, photos: [], voices: [] };

const SIGNED_FOR = new Set(["acknowledge", "sign"]);

export function DutyScreen({ day, id }: { day: Day; id: string }) {
  const duty = day.duties.find((row) => row.id === id);
  const key = `${day.me.user}:duty:${id}`;
  const { form, change, fault: full } = useBegun<Filled>(key, NOTHING);
  const { note, receiver, attendance, signature, photos, voices } = form;
  const [fault, setFault] = useState("");
  if (!duty) {
    return (
      <Screen title="任务">
        <Empty icon="circle-check" title="这项任务已经办完" />
      </Screen>
    );
  }
  const subject = day.subjects.find((row) => row.id === duty.subject);
  const campaign = day.campaigns.find((row) => row.id === duty.campaign);
  const signed = SIGNED_FOR.has(duty.verb);
  const mark = async () => ({
    title: subject?.name ?? duty.title, name: day.me.name, campaign: campaign?.title ?? "", place: await locate(),
  });

  async function save() {
    if (!duty) return;
    if (duty.evidence.includes("photos") && photos.length === 0) return setFault("请先拍一张照片");
    if (duty.evidence.includes("document") && photos.length === 0) return setFault("请拍下文件，或在电脑上提交");
    if (duty.evidence.includes("signature") && !signature) return setFault("请对方签名");
    if (duty.evidence.includes("participants") && attendance === "") return setFault("请填写参加人数");
    const body = {
      note: note.trim(), receiver: receiver.trim(), photos, files: voices, ...(signature ? { signature } : {}),
      ...(attendance === "" ? {} : { attendance: Number(attendance) }),
    };
    const files = [...photos, ...voices, ...(signature ? [signature] : [])];
    const label = subject ? `${duty.title}：${subject.name}` : duty.title;
    try {
      await enqueue(day.me, [
        { kind: "duty.met", about: duty.id, campaign: duty.campaign, org: duty.place, body, files, label },
      ], key);
    } catch (failure) {
      return setFault((failure as Error).message);
    }
    await reread();
    void sync();
    goInstead("");
  }

  return (
    <Screen
      title={duty.verb_label}
      action={
        <>
          {(fault || full) && (
            <p class="fault" role="alert">
              {fault || full}
            </p>
          )}
          <button type="button" class="button is-main" onClick={() => void save()}>
            完成
          </button>
        </>
      }
    >
      <section class="card">
        <h2>{duty.title}</h2>
        {subject && <p>{subject.name}</p>}
        <p class="row-tags">
          <Left due={duty.due_at} />
        </p>
      </section>
      {duty.paper && (
        <details class="card paper">
          <summary>《{duty.paper.title}》</summary>
          <p>{duty.paper.text || "方案没有附正文，请当面出示纸质文书。"}</p>
        </details>
      )}
      {duty.evidence.includes("participants") && (
        <label class="field">
          <span>参加人数</span>
          <input type="number" inputMode="numeric" min="0" value={attendance} onInput={(event) => change({ attendance: event.currentTarget.value })} />
        </label>
      )}
      {signed && (
        <>
          <label class="field">
            <span>签收人</span>
            <input type="text" value={receiver} onInput={(event) => change({ receiver: event.currentTarget.value })} />
          </label>
          <div class="field">
            <span>签名</span>
            <SignHere signature={signature} onChange={(drawn) => change({ signature: drawn })} user={day.me.user} />
          </div>
        </>
      )}
      <label class="field">
        <span>情况（可不填）</span>
        <textarea rows={3} value={note} onInput={(event) => change({ note: event.currentTarget.value })} />
      </label>
      <RecordVoices voices={voices} onChange={(said) => change({ voices: said })} user={day.me.user} />
      <div class="field">
        <span>{duty.evidence.includes("document") ? "拍下文件" : `照片${duty.evidence.includes("photos") ? "" : "（需要时拍）"}`}</span>
        <TakePhotos photos={photos} onChange={(taken) => change({ photos: taken })} mark={mark} user={day.me.user} />
      </div>
    </Screen>
  );
}
