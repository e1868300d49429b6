// One subject: what is owed here, what is wrong here, and the way to the checklist.
import { useEffect, useState } from "preact/hooks";

import type { Case, Day } from "../model";
import { inWords } from "../capture/place";
import { Chip, Empty, Notice, Screen } from "../parts/frame";
import { Icon } from "../parts/icon";
import { Left } from "../parts/left";
import { dayTime } from "../parts/words";
import { address } from "../route";
import { casesNow, inspectionOnItsWay, lookUp, type State } from "../state";
import { CaseRow } from "./cases";
import { mayRegister } from "./register";
import { metresTo } from "./visits";

export function SubjectScreen({ app, day, id }: { app: State; day: Day; id: string }) {
  const subject = day.subjects.find((row) => row.id === id);
  if (!subject) return <Unknown key={id} id={id} />;
  const duties = day.duties.filter((duty) => duty.subject === id && !duty.here && duty.checklist);
  const own = day.duties.filter((duty) => duty.subject === id && (duty.here || duty.page));
  const cases = casesNow(app).filter((row) => row.subject === id);
  const metres = metresTo(subject, app.place);
  const done = inspectionOnItsWay(app.queue, id);
  const kind = day.campaigns.flatMap((campaign) => campaign.kinds).find((row) => row.id === subject.kind);
  const first = duties[0];
  const inspect = day.me.powers.includes("inspect") || day.me.powers.includes("self-inspect");
  return (
    <Screen
      title={subject.name}
      action={
        inspect && (first || kind?.checklist) ? (
          <a class="button is-main" href={address("inspect", id, first?.id ?? "")}>
            <Icon name="checklist" />
            {done ? "再检查一次" : "开始检查"}
          </a>
        ) : undefined
      }
    >
      <section class="card">
        <p class="address">
          <Icon name="map-pin" />
          <span>{subject.address || "未登记地址"}</span>
          {metres !== null && <b>{inWords(metres)}</b>}
        </p>
        <p class="soft">
          {kind?.name ?? subject.kind}
          {subject.code && `　${subject.code}`}
        </p>
        {subject.values?.contact && (
          <p class="soft">
            {subject.values.contact}　{subject.values.phone}
          </p>
        )}
        <p class="soft">{subject.inspected_at ? `上次检查 ${dayTime(subject.inspected_at)}` : "还没有检查过"}</p>
        {mayRegister(day) && (
          <a class="button is-plain is-wide" href={address("correct", id)}>
            <Icon name="edit" />
            信息不对，更正
          </a>
        )}
      </section>
      {subject.licences && subject.licences.length > 0 && (
        <section class="card">
          <h2>证照</h2>
          {subject.licences.map((paper) => (
            <p key={paper.name}>
              {paper.name} <Chip tone={paper.valid ? "done" : "late"}>{paper.words}</Chip>
            </p>
          ))}
        </section>
      )}
      {done && (
        <Notice tone="done">
          这里已经检查，{done.state === "received" ? "记录已送达，照片还在上传。" : "记录保存在手机里，联网后自动上报。"}
        </Notice>
      )}
      {duties.length + own.length > 0 && (
        <section>
          <h2>要办的事</h2>
          <ul class="rows">
            {duties.map((duty) => (
              <li key={duty.id}>
                <a class="row" href={address("inspect", id, duty.id)}>
                  <span class="row-main">
                    <strong>{duty.title}</strong>
                    <span class="row-tags">
                      <Left due={duty.due_at} />
                    </span>
                  </span>
                  <Icon name="chevron-right" />
                </a>
              </li>
            ))}
            {own.map((duty) => (
              <li key={duty.id}>
                <a class="row" href={duty.page || address("duty", duty.id)}>
                  <span class="row-main">
                    <strong>{duty.title}</strong>
                    <span class="row-tags">
                      <Left due={duty.due_at} />
                    </span>
                  </span>
                  <Icon name="chevron-right" />
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Problems day={day} cases={cases} id={id} />
    </Screen>
  );
}

/** A code on a door may name a subject that the phone does not hold: the server is asked. */
function Unknown({ id }: { id: string }) {
  const [asked, setAsked] = useState(false);
  useEffect(() => void lookUp(id).then(() => setAsked(true)), [id]);
  return (
    <Screen title="整治对象">
      {asked ? (
        <Empty icon="zoom-question" title="手机里没有这个对象">
          <p>它可能在别的网格，或者现在没有网络。请返回列表，联网后再试。</p>
        </Empty>
      ) : (
        <p class="loading">正在查找…</p>
      )}
    </Screen>
  );
}

function Problems({ day, cases, id }: { day: Day; cases: Case[]; id: string }) {
  return (
    <section>
      <h2>
        未销号的问题 {cases.length > 0 && <Chip tone="watch">{cases.length} 个</Chip>}
      </h2>
      {cases.length > 0 ? (
        <ul class="rows">
          {cases.map((row) => (
            <CaseRow key={row.id} row={row} day={day} />
          ))}
        </ul>
      ) : (
        <p class="soft">没有需要你办理的问题。</p>
      )}
      {day.me.powers.includes("file") && (
        <a class="button is-plain is-wide" href={address("problem", id)}>
          <Icon name="alert-triangle" />
          报这里的一个问题
        </a>
      )}
    </section>
  );
}
