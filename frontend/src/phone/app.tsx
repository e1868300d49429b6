// The app: what is on the screen for each place in it, the state of the connection above, the five places to go below.
import { useMemo } from "preact/hooks";

import { errorInWords } from "./clock";
import type { Day } from "./model";
import { Empty } from "./parts/frame";
import { Icon } from "./parts/icon";
import { address, useRoute } from "./route";
import { casesNow, registerNow, sync, useApp, type State } from "./state";
import { Cases, CaseScreen } from "./screens/cases";
import { DutyScreen } from "./screens/duty";
import { Inspect } from "./screens/inspect";
import { Me } from "./screens/me";
import { Outbox } from "./screens/outbox";
import { ProblemScreen } from "./screens/problem";
import { CorrectScreen, NewSubjectScreen } from "./screens/register";
import { StepScreen } from "./screens/step";
import { SubjectScreen } from "./screens/subject";
import { Today } from "./screens/today";

export function App() {
  const app = useApp();
  const [place = "", ...rest] = useRoute();
  const day = useMemo(() => app.day && { ...app.day, subjects: registerNow(app.day, app.queue) }, [app.day, app.queue]);
  if (!day) return <Nothing app={app} />;
  return (
    <>
      <Connection app={app} />
      <Place app={app} day={day} place={place} rest={rest} />
      <Tabs app={app} place={place} />
    </>
  );
}

function Place({ app, day, place, rest }: { app: State; day: Day; place: string; rest: string[] }) {
  const [id = "", more = ""] = rest;
  switch (place) {
    case "subject":
      return <SubjectScreen app={app} day={day} id={id} />;
    case "inspect":
      return <Inspect key={id + more} app={app} day={day} id={id} dutyId={more} />;
    case "problem":
      return <ProblemScreen key={id} app={app} day={day} subjectId={id} />;
    case "cases":
      return <Cases app={app} day={day} />;
    case "case":
      return more ? (
        <StepScreen key={id + more} app={app} day={day} id={id} verb={more} />
      ) : (
        <CaseScreen app={app} day={day} id={id} />
      );
    case "duty":
      return <DutyScreen key={id} day={day} id={id} />;
    case "new-subject":
      return <NewSubjectScreen day={day} />;
    case "correct":
      return <CorrectScreen key={id} day={day} id={id} />;
    case "outbox":
      return <Outbox app={app} me={day.me} />;
    case "me":
      return <Me app={app} day={day} />;
    default:
      return <Today app={app} day={day} />;
  }
}

/** What a person must know about the connection; nothing where all is well. */
function Connection({ app }: { app: State }) {
  const unsent = app.queue.length;
  const clock = errorInWords(app.clockOffset);
  return (
    <div role="region" aria-label="连接状态" aria-live="polite">
      {app.link === "offline" && (
        <p class="line is-watch">
          <Icon name="cloud-upload" />
          没有网络，照常工作{unsent > 0 ? `；${unsent} 条联网后自动上报` : ""}
        </p>
      )}
      {app.link === "signed-out" && (
        <p class="line is-late">
          <Icon name="lock" />
          <span>登录已过期{unsent > 0 ? `，${unsent} 条未上报仍在手机里` : ""}</span>
          <a href="/sign-in?next=/phone/">重新登录</a>
        </p>
      )}
      {app.link === "refused" && (
        <p class="line is-late">
          <Icon name="alert-circle" />
          <span>{app.refusal}</span>
          <button type="button" class="link" onClick={() => void sync()}>
            重试
          </button>
        </p>
      )}
      {app.storage.full && (
        <p class="line is-watch">
          <Icon name="alert-triangle" />
          <span>手机快存满了，还能再存几十张照片：请尽快联网上报，或删掉手机里不用的东西</span>
        </p>
      )}
      {clock && (
        <p class="line is-watch">
          <Icon name="clock-exclamation" />
          <span>手机时间{clock}，请校正。记录里两个时间都会保存</span>
        </p>
      )}
      {app.update && (
        <p class="line is-open">
          <Icon name="refresh" />
          <span>有新版本</span>
          <button type="button" class="link" onClick={app.update}>
            更新
          </button>
        </p>
      )}
    </div>
  );
}

function Tabs({ app, place }: { app: State; place: string }) {
  const waiting = app.queue.length;
  const mine = casesNow(app).filter((row) => row.steps.length > 0).length;
  const files = app.day?.me.powers.includes("file");
  const tab = (to: string, icon: string, label: string, count = 0) => (
    <a href={address(to)} aria-current={place === to ? "page" : undefined}>
      <span class="tab-icon">
        <Icon name={icon} />
        {count > 0 && <b>{count > 99 ? "99+" : count}</b>}
      </span>
      {label}
    </a>
  );
  return (
    <nav class="tabs" aria-label="主菜单">
      {tab("", "list-check", "今日")}
      {tab("cases", "clipboard-list", "问题", mine)}
      {files && (
        <a class="tab-problem" href={address("problem")} aria-current={place === "problem" ? "page" : undefined}>
          <span class="tab-icon">
            <Icon name="camera" />
          </span>
          报问题
        </a>
      )}
      {tab("outbox", "cloud-upload", "未上报", waiting)}
      {tab("me", "user-circle", "我的")}
    </nav>
  );
}

/** Before the first day has come. */
function Nothing({ app }: { app: State }) {
  if (!app.ready) return <p class="loading">正在打开…</p>;
  if (app.link === "offline") {
    return (
      <Empty start icon="cloud-upload" title="第一次使用需要网络">
        <p>请连上网络后再打开。之后没有网络也能工作。</p>
        <button type="button" class="button is-main" onClick={() => void sync()}>
          再试一次
        </button>
      </Empty>
    );
  }
  if (app.link === "refused") {
    return (
      <Empty start icon="alert-circle" title="现在不能使用">
        <p>{app.refusal}</p>
      </Empty>
    );
  }
  return (
    <Empty start icon="user-circle" title="台账 · 现场检查">
      <p>登录后就能看到今天要查的地方。</p>
      <a class="button is-main" href="/sign-in?next=/phone/">
        登录
      </a>
    </Empty>
  );
}
