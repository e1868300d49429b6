// Filling a checklist at a subject. Every change is kept on the phone at once: a call, a crash, an update lose nothing.
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";

import { useBegun } from "../form/begun";
import { asked, calculated, failing, isAnswered, missing, turns, withTurns, wrong, wrongWith } from "../form/judging";
import { EMPTY, record } from "../form/record";
import type { Answers, Campaign, Case, Checklist, Day, Duty, Place, Subject } from "../model";
import { Chip, Empty, Notice, Screen } from "../parts/frame";
import { Icon } from "../parts/icon";
import { ItemField } from "../parts/item";
import { PlaceLine } from "../parts/place";
import { TakePhotos } from "../parts/photos";
import { RecordVoices } from "../parts/voices";
import { SignHere } from "../parts/signature";
import { address } from "../route";
import { locate, reread, sync, type State } from "../state";
import { enqueue } from "../store/queue";
import { alsoHere } from "./visits";

interface Task {
  subject: Subject;
  duty: Duty | undefined;
  campaign: Campaign;
  checklist: Checklist;
}

function taskOf(day: Day, id: string, dutyId: string): Task | null {
  const subject = day.subjects.find((row) => row.id === id);
  const duty = day.duties.find((row) => row.id === dutyId);
  if (!subject) return null;
  for (const campaign of day.campaigns) {
    if (duty && duty.campaign !== campaign.id) continue;
    const wanted = duty?.checklist || campaign.kinds.find((kind) => kind.id === subject.kind)?.checklist;
    const checklist = campaign.checklists.find((row) => row.id === wanted);
    if (checklist) return { subject, duty, campaign, checklist };
  }
  return null;
}

export function Inspect({ app, day, id, dutyId }: { app: State; day: Day; id: string; dutyId: string }) {
  const task = taskOf(day, id, dutyId);
  if (!task) {
    return (
      <Screen title="检查">
        <Empty icon="checklist" title="没有适用的检查表">
          <p>可以用“报问题”记录发现的情况。</p>
        </Empty>
      </Screen>
    );
  }
  return <Form app={app} day={day} task={task} />;
}

function Form({ app, day, task }: { app: State; day: Day; task: Task }) {
  const { subject, duty, campaign, checklist } = task;
  const key = `${day.me.user}:inspect:${subject.id}:${checklist.id}`;
  const known = knownOf(subject, campaign, checklist);
  const { form, change, found: begun, fault: full } = useBegun(key, { ...EMPTY, answers: known });
  const filling = { ...form, answers: calculated(checklist, form.answers) };
  const [place, setPlace] = useState<Place | null | "seeking">("seeking");
  const [tried, setTried] = useState(false);
  const [fault, setFault] = useState("");
  const [saved, setSaved] = useState<Case[] | null>(null);
  useEffect(() => void locate().then(setPlace), []);
  const user = day.me.user;
  const mark = async () => ({ title: subject.name, name: day.me.name, campaign: campaign.title, place: await locate() });
  if (saved) {
    const next = alsoHere(day, app.queue, subject.id, campaign.id);
    return <Saved subject={subject} arising={saved} campaign={campaign} next={next} titles={titlesOf(day)} />;
  }

  const gaps = missing(checklist, filling.answers);
  const faulty = wrong(checklist, filling.answers);
  const said = fault || full || (tried ? stillOpen(gaps.length, faulty.length) : "");

  async function save() {
    setTried(true);
    const first = gaps[0] ?? faulty[0];
    if (first) {
      document.getElementById(`item-${first.name}`)?.scrollIntoView({ block: "center", behavior: "smooth" });
      return;
    }
    const here = place === "seeking" ? await locate() : place;
    try {
      const { entry, arising } = await record(day, campaign, subject, checklist, duty?.rule ?? "", filling, here);
      await enqueue(day.me, [entry], key);
      setSaved(arising);
    } catch (failure) {
      setFault((failure as Error).message);
      return;
    }
    scrollTo(0, 0);
    await reread();
    void sync();
  }

  const items = asked(checklist, filling.answers);
  const questions = items.filter((item) => item.type !== "group" && item.type !== "repeat" && item.type !== "note" && item.required);
  const answered = questions.filter((item) => isAnswered(item, filling.answers)).length;
  const failed = failing(checklist, filling.answers).filter((item) => item.category).length;
  return (
    <Screen
      title={subject.name}
      action={
        <>
          {said && (
            <p class="fault" role="alert">
              {said}
            </p>
          )}
          <button type="button" class="button is-main" onClick={() => void save()}>
            保存{failed > 0 ? `，立案 ${failed} 个问题` : ""}
          </button>
        </>
      }
    >
      <div class="progress">
        <span>
          {checklist.title}　必填 {answered}/{questions.length}
        </span>
        <progress max={questions.length || 1} value={answered} />
      </div>
      {begun && <Notice tone="open">已恢复上次没有填完的内容。</Notice>}
      {items.map((item, at) => (
        <Fragment key={item.name}>
          {item.type === "group" || item.type === "repeat" ? (
            <h2 class="group">{item.label}</h2>
          ) : (
            <ItemField
              item={item}
              filling={filling}
              onChange={change}
              category={campaign.categories.find((row) => row.id === item.category)}
              mark={mark}
              user={user}
              subjects={day.subjects}
              known={item.name in known}
              fault={tried && !isAnswered(item, filling.answers) && item.required ? "这一项还没有填" : wrongWith(checklist, item, filling.answers)}
            />
          )}
          {item.repeat && items[at + 1]?.repeat !== item.repeat && (
            <Turns
              label={checklist.items.find((row) => row.name === item.repeat)?.label ?? ""}
              count={turns(filling.answers, item.repeat)}
              onSet={(count) => change({ answers: withTurns(checklist, filling.answers, item.repeat, count) })}
            />
          )}
        </Fragment>
      ))}
      <h2 class="group">现场</h2>
      <PlaceLine place={place} subject={subject} onSeek={() => void locate().then(setPlace)} />
      <label class="field">
        <span>对方在场人员（可不填）</span>
        <input
          type="text"
          value={filling.participants}
          onInput={(event) => change({ participants: event.currentTarget.value })}
        />
      </label>
      <div class="field">
        <span>对方签名{duty?.evidence.includes("signature") ? "" : "（可不签）"}</span>
        <SignHere signature={filling.signature} onChange={(signature) => change({ signature })} user={user} />
      </div>
      <div class="field">
        <span>现场照片（需要时拍）</span>
        <TakePhotos photos={filling.photos} onChange={(photos) => change({ photos })} mark={mark} user={user} />
      </div>
      <label class="field">
        <span>备注（可不填）</span>
        <textarea rows={2} value={filling.note} onInput={(event) => change({ note: event.currentTarget.value })} />
      </label>
      <RecordVoices voices={filling.voices} onChange={(voices) => change({ voices })} user={user} />
    </Screen>
  );
}

/** What the register holds already: shown to be confirmed or corrected. */
function knownOf(subject: Subject, campaign: Campaign, checklist: Checklist): Answers {
  const held = Object.entries(subject.known?.[campaign.id] ?? {});
  return Object.fromEntries(held.filter(([name]) => checklist.items.some((item) => item.name === name)));
}

function Turns({ label, count, onSet }: { label: string; count: number; onSet: (count: number) => void }) {
  return (
    <p class="turns">
      <button type="button" class="button is-plain" onClick={() => onSet(count + 1)}>
        <Icon name="plus" />
        再填一个“{label}”
      </button>
      {count > 1 && (
        <button type="button" class="link" onClick={() => onSet(count - 1)}>
          删去第 {count} 个
        </button>
      )}
    </p>
  );
}

function stillOpen(gaps: number, faulty: number): string {
  const said = [gaps > 0 ? `还有 ${gaps} 项没有填` : "", faulty > 0 ? `${faulty} 项填得不对` : ""];
  return said.filter(Boolean).join("，");
}

const titlesOf = (day: Day) => new Map(day.campaigns.map((campaign) => [campaign.id, campaign.title]));

interface SavedProps {
  subject: Subject;
  arising: Case[];
  campaign: Campaign;
  /** What another campaign asks here: done in the same visit. */
  next: Duty | undefined;
  titles: Map<string, string>;
}

function Saved({ subject, arising, campaign, next, titles }: SavedProps) {
  return (
    <Screen
      title="已保存"
      back={false}
      action={
        <a class="button is-main" href={address("")}>
          回到今日任务
        </a>
      }
    >
      <div class="saved">
        <Icon name="circle-check" />
        <h2>{subject.name}的检查已保存</h2>
        <p>没有网络也不会丢，联网后自动上报。</p>
      </div>
      {next && (
        <a class="button is-plain is-wide" href={address("inspect", subject.id, next.id)}>
          <Icon name="checklist" />
          人已在这里，接着办“{titles.get(next.campaign)}”
        </a>
      )}
      {arising.length === 0 ? (
        <Notice tone="done">全部合格，没有问题需要立案。</Notice>
      ) : (
        <section>
          <h2>立案 {arising.length} 个问题</h2>
          <ul class="rows">
            {arising.map((row) => {
              const category = campaign.categories.find((known) => known.id === row.category);
              return (
                <li key={row.id}>
                  <a class="row" href={address("case", row.id)}>
                    <span class="row-main">
                      <strong>{category?.name ?? row.title}</strong>
                      <span>{row.title}</span>
                      <span>编号 {row.number}</span>
                      <span class="row-tags">
                        <Chip tone="watch" icon="clock">
                          {periodOf(category?.period)}
                        </Chip>
                        <span>当场改好可点开登记</span>
                      </span>
                    </span>
                    <Icon name="chevron-right" />
                  </a>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </Screen>
  );
}

const periodOf = (period = "") => (!period ? "期限待定" : period === "当场" ? "须当场整改" : `${period}内整改`);
