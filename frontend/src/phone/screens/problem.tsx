// A problem in three taps: photo, what it is, send.
import { useEffect, useState } from "preact/hooks";

import { useBegun } from "../form/begun";
import { newCase } from "../form/record";
import { uuid7 } from "../ids";
import type { Category, Day, FileRef, Subject } from "../model";
import { inWords } from "../capture/place";
import { Empty, Notice, Screen } from "../parts/frame";
import { Icon } from "../parts/icon";
import { RecordVoices } from "../parts/voices";
import { TakePhotos } from "../parts/photos";
import { goInstead } from "../route";
import { locate, reread, sync, type State } from "../state";
import { enqueue } from "../store/queue";
import { metresTo } from "./visits";

/** A problem as it is being written down. */
interface Found {
  campaign: string;
  subject: string;
  category: string;
  photos: FileRef[];
  voices: FileRef[];
  note: string;
}

const NOTHING: Found = { campaign: "", subject: "", category: "", photos: [], voices: [], note: "" };

const NEAREST = 3;
const NEAR = 300;

export function ProblemScreen({ app, day, subjectId }: { app: State; day: Day; subjectId: string }) {
  const key = `${day.me.user}:problem:${subjectId}`;
  const { form, change, found, fault: full } = useBegun<Found>(key, { ...NOTHING, subject: subjectId });
  const { subject, photos, voices, note } = form;
  const campaign = day.campaigns.find((row) => row.id === form.campaign) ?? day.campaigns[0];
  const category = campaign?.categories.find((row) => row.id === form.category) ?? null;
  const [fault, setFault] = useState("");
  useEffect(() => void locate(), []);
  if (!campaign || !day.me.powers.includes("file")) {
    return (
      <Screen title="报问题" back={false}>
        <Empty icon="flag" title={campaign ? "当前岗位不能报问题" : "现在没有正在进行的专项整治"} />
      </Screen>
    );
  }
  const chosen = day.subjects.find((row) => row.id === subject);
  const mark = async () => ({
    title: chosen?.name ?? day.me.org_name, name: day.me.name, campaign: campaign.title, place: await locate(),
  });

  async function save() {
    if (!category) return setFault("请选择是什么问题");
    const about = uuid7();
    const place = app.place;
    const title = note.trim().split("\n")[0].slice(0, 60) || category.name;
    const body = {
      category: category.id,
      title,
      description: note.trim(),
      photos,
      voices,
      ...(chosen ? { subject: chosen.id } : {}),
      ...(place ? { lat: place.lat, lng: place.lng } : {}),
    };
    const org = chosen?.org ?? day.me.org;
    const row = newCase(day, campaign, category.id, title, about);
    const arising = [
      { ...row, subject: chosen?.id ?? null, org, description: note.trim(), photos: photos.map((photo) => photo.sha256) },
    ];
    try {
      await enqueue(day.me, [
        { kind: "case.filed", about, campaign: campaign.id, org, body, files: [...photos, ...voices], label: `报问题：${title}`, arising },
      ], key);
    } catch (failure) {
      return setFault((failure as Error).message);
    }
    await reread();
    void sync();
    goInstead("case", about);
  }

  return (
    <Screen
      title="报问题"
      back={Boolean(subjectId)}
      action={
        <>
          {(fault || full) && (
            <p class="fault" role="alert">
              {fault || full}
            </p>
          )}
          <button type="button" class="button is-main" onClick={() => void save()}>
            提交问题
          </button>
        </>
      }
    >
      {found && <Notice tone="open">已恢复上次没有提交的内容。</Notice>}
      {day.campaigns.length > 1 && (
        <label class="field">
          <span>属于哪个专项整治</span>
          <select
            value={campaign.id}
            onChange={(event) => change({ campaign: event.currentTarget.value, category: "" })}
          >
            {day.campaigns.map((row) => (
              <option key={row.id} value={row.id}>
                {row.title}
              </option>
            ))}
          </select>
        </label>
      )}
      <section class="numbered">
        <h2>
          <b>1</b>拍下来
        </h2>
        <TakePhotos photos={photos} onChange={(taken) => change({ photos: taken })} mark={mark} user={day.me.user} />
      </section>
      <section class="numbered">
        <h2>
          <b>2</b>是什么问题
        </h2>
        <Categories
          rows={campaign.categories}
          chosen={category}
          onChoose={(row) => {
            change({ category: row?.id ?? "" });
            setFault("");
          }}
        />
      </section>
      <section class="numbered">
        <h2>
          <b>3</b>在哪里
        </h2>
        <Where day={day} app={app} subject={subject} onChoose={(id) => change({ subject: id })} />
      </section>
      <label class="field">
        <span>补充说明（可不填）</span>
        <textarea rows={2} value={note} onInput={(event) => change({ note: event.currentTarget.value })} />
      </label>
      <RecordVoices voices={voices} onChange={(said) => change({ voices: said })} user={day.me.user} />
    </Screen>
  );
}

interface CategoriesProps {
  rows: Category[];
  chosen: Category | null;
  onChoose: (row: Category | null) => void;
}

function Categories({ rows, chosen, onChoose }: CategoriesProps) {
  const groups = [...new Set(rows.map((row) => row.group))];
  const [open, setOpen] = useState(groups.length === 1 ? groups[0] : null);
  if (chosen) {
    return (
      <button type="button" class="choice" aria-pressed="true" onClick={() => onChoose(null)}>
        <span>
          {chosen.name}
          <small>
            {chosen.period === "当场" ? "须当场整改" : chosen.period && `${chosen.period}内整改`}　点一下可改选
          </small>
        </span>
      </button>
    );
  }
  const buttons = (row: Category) => (
    <button key={row.id} type="button" class="choice" aria-pressed="false" onClick={() => onChoose(row)}>
      {row.name}
    </button>
  );
  if (groups.length === 1 || rows.length <= 8) return <div class="choices">{rows.map(buttons)}</div>;
  return (
    <div class="choices">
      {groups.map((group) => (
        <>
          <button
            key={group}
            type="button"
            class="choice is-group"
            aria-expanded={open === group}
            onClick={() => setOpen(open === group ? null : group)}
          >
            {group || "其他"}
            <Icon name="chevron-down" />
          </button>
          {open === group && rows.filter((row) => row.group === group).map(buttons)}
        </>
      ))}
    </div>
  );
}

interface WhereProps {
  day: Day;
  app: State;
  subject: string;
  onChoose: (id: string) => void;
}

/** The chosen subject, the nearest ones, and the possibility that it is none of them. */
function Where({ day, app, subject, onChoose }: WhereProps) {
  const near = nearest(day.subjects, app, subject);
  return (
    <div class="choices">
      {near.map(([row, metres]) => (
        <button key={row.id} type="button" class="choice" aria-pressed={row.id === subject} onClick={() => onChoose(row.id)}>
          <span>
            {row.name}
            <small>{metres === null ? row.address : inWords(metres)}</small>
          </span>
        </button>
      ))}
      <button type="button" class="choice" aria-pressed={subject === ""} onClick={() => onChoose("")}>
        <span>
          不是名单上的对象
          <small>记在{day.me.org_name}</small>
        </span>
      </button>
    </div>
  );
}

function nearest(subjects: Subject[], app: State, chosen: string): [Subject, number | null][] {
  const rows = subjects.map((row): [Subject, number | null] => [row, metresTo(row, app.place)]);
  const near = rows.filter(([row, metres]) => row.id !== chosen && metres !== null && metres < NEAR);
  near.sort(([, one], [, other]) => (one as number) - (other as number));
  return [...rows.filter(([row]) => row.id === chosen), ...near.slice(0, NEAREST)];
}
