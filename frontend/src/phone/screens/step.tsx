// One step of a problem: a reason where one is due, photos where they are the proof.
import { useState } from "preact/hooks";

import { useBegun } from "../form/begun";
import type { Day, FileRef } from "../model";
import { Notice, Screen } from "../parts/frame";
import { RecordVoices } from "../parts/voices";
import { TakePhotos } from "../parts/photos";
import { goInstead } from "../route";
import { nameOf } from "./cases";
import { casesNow, locate, reread, sync, type State } from "../state";
import { enqueue } from "../store/queue";

interface Filled {
  reason: string;
  until: string;
  photos: FileRef[];
  voices: FileRef[];
}

/** Steps that say that it has been put right: by a photo, in writing or in words. */
const DONE = new Set(["rectified", "fixed_on_spot"]);

const ASKS: Record<string, string> = {
  fixed_on_spot: "当场怎么整改的（可不填）",
  rectified: "怎么整改的（可不填）",
  rechecked: "复查情况（可不填）",
  returned: "哪里没有改好",
  refused: "为什么退单",
  extension_requested: "为什么需要延期",
  dismissed: "为什么不予立案",
};

export function StepScreen({ app, day, id, verb }: { app: State; day: Day; id: string; verb: string }) {
  const row = casesNow(app).find((known) => known.id === id);
  const step = row?.steps.find((known) => known.verb === verb);
  const category = day.campaigns.find((known) => known.id === row?.campaign)?.categories.find((known) => known.id === row?.category);
  const key = `${day.me.user}:${verb}:${id}`;
  const { form, change, fault: full } = useBegun<Filled>(key, { reason: "", until: "", photos: [], voices: [] });
  const { reason, until, photos, voices } = form;
  const [fault, setFault] = useState("");
  if (!row || !step) {
    return (
      <Screen title="问题">
        <Notice tone="watch">这一步现在不能办理，可能已有人办过。请返回刷新。</Notice>
      </Screen>
    );
  }
  const photoDue = step.needs_photo && (category?.photo ?? true);
  const mark = async () => ({
    title: row.title,
    name: day.me.name,
    campaign: day.campaigns.find((known) => known.id === row.campaign)?.title ?? "",
    place: await locate(),
  });

  async function save() {
    const missing = faultOf();
    setFault(missing);
    if (missing || !row || !step) return;
    const body: Record<string, unknown> = { reason: reason.trim(), photos, voices };
    if (until) body.until = new Date(`${until}T17:00:00+08:00`).toISOString();
    try {
      await enqueue(day.me, [
        { kind: `case.${verb}`, about: id, campaign: row.campaign, org: row.org, body, files: [...photos, ...voices], label: `${step.label}：${nameOf(day, row)}` },
      ], key);
    } catch (failure) {
      setFault(String((failure as Error).message));
      return;
    }
    await reread();
    void sync();
    goInstead("case", id);
  }

  function faultOf(): string {
    if (photoDue && photos.length === 0) return "请先拍一张整改后的照片";
    const told = photos.length + voices.length > 0 || Boolean(reason.trim());
    if (DONE.has(verb) && !told) return "请写明怎样整改的，或拍一张照片";
    if (step?.needs_reason && !reason.trim()) return `请写明：${ASKS[verb] ?? "理由"}`;
    if (verb === "extension_requested" && !until) return "请选择延期到哪一天";
    return "";
  }

  return (
    <Screen
      title={step.label}
      action={
        <>
          {(fault || full) && (
            <p class="fault" role="alert">
              {fault || full}
            </p>
          )}
          <button type="button" class="button is-main" onClick={() => void save()}>
            提交“{step.label}”
          </button>
        </>
      }
    >
      <section class="card">
        <h2>{nameOf(day, row)}</h2>
        <p class="soft">编号 {row.number}</p>
      </section>
      {(step.needs_photo || verb === "returned" || verb === "rechecked") && (
        <section class="card">
          <h2>
            照片 {photoDue ? <em class="must">必拍</em> : <em>需要时拍</em>}
          </h2>
          <TakePhotos photos={photos} onChange={(taken) => change({ photos: taken })} mark={mark} user={day.me.user} />
        </section>
      )}
      {verb === "extension_requested" && (
        <label class="field">
          <span>延期到</span>
          <input type="date" value={until} onInput={(event) => change({ until: event.currentTarget.value })} />
        </label>
      )}
      <label class="field">
        <span>{ASKS[verb] ?? "说明（可不填）"}</span>
        <textarea rows={3} value={reason} onInput={(event) => change({ reason: event.currentTarget.value })} />
      </label>
      <RecordVoices voices={voices} onChange={(said) => change({ voices: said })} user={day.me.user} />
    </Screen>
  );
}
