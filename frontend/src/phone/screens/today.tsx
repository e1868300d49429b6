// Today: where to go, nearest first, as a list or as a map without tiles.
import { useEffect, useState } from "preact/hooks";

import { inWords } from "../capture/place";
import type { Day, Place, Subject } from "../model";
import { Chip, Empty, Screen } from "../parts/frame";
import { Icon } from "../parts/icon";
import { Left } from "../parts/left";
import { dayTime } from "../parts/words";
import { address } from "../route";
import { casesNow, locate, type State } from "../state";
import { MapView } from "./map";
import { mayRegister } from "./register";
import { campaignsOf, doneToday, metresTo, otherDuties, visitsOf, type Visit } from "./visits";
import { isPlaced, lengthOf, walkOf } from "./walk";

const MOST_SHOWN = 300;

export function Today({ app, day }: { app: State; day: Day }) {
  const [view, setView] = useState<"list" | "walk" | "map">("list");
  const [wanted, setWanted] = useState("");
  useEffect(() => void locate(), []);
  const visits = visitsOf(day, app.queue, app.place);
  const left = visits.filter((visit) => !visit.done);
  const done = doneToday(day, app.queue);
  const mine = casesNow(app).filter((row) => row.steps.length > 0);
  return (
    <Screen title="今日任务" back={false}>
      <p class="sum">
        <strong>{left.length}</strong> 处待查
        <span>，</span>
        <a href={address("cases")}>
          <strong>{mine.length}</strong> 个问题待办
        </a>
        <small>
          {day.me.org_name}　{day.me.name}
          {done > 0 && `　今天已查 ${done} 处`}
        </small>
      </p>
      <div class="switch" role="group" aria-label="显示方式">
        <button type="button" aria-pressed={view === "list"} onClick={() => setView("list")}>
          <Icon name="list-details" />
          列表
        </button>
        <button type="button" aria-pressed={view === "walk"} onClick={() => setView("walk")}>
          <Icon name="route" />
          路线
        </button>
        <button type="button" aria-pressed={view === "map"} onClick={() => setView("map")}>
          <Icon name="map" />
          地图
        </button>
      </div>
      {view === "map" && <MapView visits={visits} place={app.place} />}
      {view === "walk" && <Walk visits={visits} place={app.place} />}
      {view === "list" && (
        <>
          <label class="search">
            <Icon name="search" />
            <input
              type="search"
              placeholder="找店名、地址"
              value={wanted}
              onInput={(event) => setWanted(event.currentTarget.value)}
            />
          </label>
          {wanted.trim() ? (
            <Found day={day} wanted={wanted.trim()} app={app} />
          ) : (
            <List visits={visits} day={day} app={app} />
          )}
          {mayRegister(day) && (
            <a class="button is-plain is-wide" href={address("new-subject")}>
              <Icon name="plus" />
              名单上没有？新增对象
            </a>
          )}
        </>
      )}
    </Screen>
  );
}

function List({ visits, day, app }: { visits: Visit[]; day: Day; app: State }) {
  const others = otherDuties(day, app.queue);
  if (visits.length + others.length === 0) {
    return (
      <Empty icon="circle-check" title="今天没有待办任务">
        <p>发现问题时，点下面的“报问题”；也可以在上面搜索对象，主动检查。</p>
      </Empty>
    );
  }
  return (
    <ul class="rows">
      {visits.slice(0, MOST_SHOWN).map((visit) => (
        <VisitRow key={visit.subject.id} visit={visit} />
      ))}
      {others.map((duty) => (
        <li key={duty.id}>
          <a class="row" href={duty.page || address("duty", duty.id)}>
            <span class="row-main">
              <strong>{duty.title}</strong>
              <span>{[duty.verb_label, campaignBeside(day, duty.campaign)].filter(Boolean).join("，")}</span>
            </span>
            <span class="row-side">
              <Left due={duty.due_at} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Which campaign asks for it, where there are several. */
function campaignBeside(day: Day, about: string): string {
  return day.campaigns.length > 1 ? (day.campaigns.find((row) => row.id === about)?.title ?? "") : "";
}

/** The day's places in the order in which to go. */
function Walk({ visits, place }: { visits: Visit[]; place: Place | null }) {
  const legs = walkOf(visits, place);
  const unplaced = visits.filter((visit) => !visit.done && !isPlaced(visit)).length;
  if (legs.length === 0) {
    return (
      <Empty icon="route" title="没有可以排路线的地方">
        <p>{unplaced > 0 ? "待查的对象还没有坐标，请看列表。" : "今天的都查完了。"}</p>
      </Empty>
    );
  }
  return (
    <>
      <p class="hint">
        {place ? "从现在的位置出发，" : "还没有定位，从第一处出发，"}依次 {legs.length} 处，全程约 {inWords(lengthOf(legs))}（直线）。
      </p>
      <ol class="rows">
        {legs.map(({ visit, metres }, at) => (
          <li key={visit.subject.id}>
            <a class="row" href={address("subject", visit.subject.id)}>
              <span class="walk-number">{at + 1}</span>
              <span class="row-main">
                <strong>{visit.subject.name}</strong>
                <span>{visit.subject.address || "未登记地址"}</span>
                <span class="row-tags">
                  <Left due={visit.dueAt} />
                </span>
              </span>
              <span class="row-side">
                <b>{metres < 5 ? "起点" : `再走 ${inWords(metres)}`}</b>
                <Icon name="chevron-right" />
              </span>
            </a>
          </li>
        ))}
      </ol>
      {unplaced > 0 && <p class="hint">另有 {unplaced} 处没有坐标，请看列表。</p>}
    </>
  );
}

function VisitRow({ visit }: { visit: Visit }) {
  const { subject, duties, metres, done } = visit;
  return (
    <li>
      <a class={done ? "row is-done" : "row"} href={address("subject", subject.id)}>
        <span class="row-main">
          <strong>{subject.name}</strong>
          <span>{subject.address || "未登记地址"}</span>
          <span class="row-tags">
            {done ? <Chip tone="done">已检查</Chip> : <Left due={visit.dueAt} />}
            {!done && <span>{[...new Set(duties.map((duty) => duty.verb_label))].join("、")}</span>}
            {!done && campaignsOf(visit).length > 1 && <Chip tone="open">{campaignsOf(visit).length} 项整治，一次办</Chip>}
          </span>
        </span>
        <span class="row-side">
          {metres !== null && <b>{inWords(metres)}</b>}
          <Icon name="chevron-right" />
        </span>
      </a>
    </li>
  );
}

function Found({ day, wanted, app }: { day: Day; wanted: string; app: State }) {
  const words = wanted.split(/\s+/);
  const fits = (subject: Subject) => words.every((word) => `${subject.name} ${subject.address} ${subject.code}`.includes(word));
  const found = day.subjects.filter(fits).slice(0, 50);
  if (found.length === 0) return <Empty icon="zoom-question" title="没有找到">
    <p>换一个字试试；名单上没有的，可以新增。</p>
  </Empty>;
  return (
    <ul class="rows">
      {found.map((subject) => {
        const metres = metresTo(subject, app.place);
        return (
          <li key={subject.id}>
            <a class="row" href={address("subject", subject.id)}>
              <span class="row-main">
                <strong>{subject.name}</strong>
                <span>{subject.address}</span>
                <span>{subject.inspected_at ? `上次检查 ${dayTime(subject.inspected_at)}` : "还没有检查过"}</span>
              </span>
              <span class="row-side">
                {metres !== null && <b>{inWords(metres)}</b>}
                <Icon name="chevron-right" />
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
