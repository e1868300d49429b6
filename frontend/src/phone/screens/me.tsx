// The person, their posts, the phone's state, and the way out.
import { useState } from "preact/hooks";

import type { Day } from "../model";
import { Chip, Screen } from "../parts/frame";
import { Icon } from "../parts/icon";
import { dayTime } from "../parts/words";
import { change, forgetDay, sync, type State } from "../state";
import { askToKeep } from "../store/db";
import { cookie } from "../sync/server";
import { save } from "./outbox";

export function Me({ app, day }: { app: State; day: Day }) {
  const { me } = day;
  return (
    <Screen title="我的" back={false}>
      <section class="card">
        <h2>{me.name}</h2>
        <p>
          {me.org_name}　{me.title}
        </p>
        <p class="soft">任务更新于 {dayTime(app.fetchedAt)}</p>
        <button type="button" class="button is-plain is-wide" disabled={app.syncing} onClick={() => void sync()}>
          <Icon name="refresh" />
          {app.syncing ? "正在更新…" : "更新任务"}
        </button>
      </section>
      {day.posts.length > 1 && (
        <section>
          <h2>切换岗位</h2>
          <div class="choices">
            {day.posts.map((post) => (
              <button
                key={post.post}
                type="button"
                class="choice"
                aria-pressed={post.post === me.post}
                onClick={() => void choosePost(post.post)}
              >
                <span>
                  {post.org_name}
                  <small>{post.title}</small>
                </span>
              </button>
            ))}
          </div>
        </section>
      )}
      <section class="card">
        <h2>这部手机</h2>
        <p class="row-tags">
          {app.storage.kept ? <Chip tone="done">离线内容受保护</Chip> : <Chip tone="watch">离线内容可能被浏览器清除</Chip>}
        </p>
        {!app.storage.kept && (
          <>
            <p class="soft">请把本页“添加到主屏幕”，再允许保存；重要内容请及时联网上报。</p>
            <button type="button" class="button is-plain is-wide" onClick={() => void askToKeep()}>
              <Icon name="lock" />
              保护离线内容
            </button>
          </>
        )}
      </section>
      <SignOut app={app} user={me.user} />
    </Screen>
  );
}

async function choosePost(post: number): Promise<void> {
  await submit("/choose-post", { post: String(post) });
  await sync();
}

function submit(address: string, fields: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: cookie("csrftoken") });
  return fetch(address, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
}

/** Leaving with unsent work is refused, with two ways out: send it, or save it to a file first. */
function SignOut({ app, user }: { app: State; user: number }) {
  const [refused, setRefused] = useState(false);
  const [saved, setSaved] = useState(false);
  const unsent = app.queue.length;
  const leave = async () => {
    if (unsent > 0 && !saved) return setRefused(true);
    try {
      await submit("/sign-out", {});
    } catch {
      change({ link: "offline" });
      return;
    }
    await forgetDay();
    location.assign("/sign-in?next=/phone/");
  };
  return (
    <section>
      {refused && unsent > 0 && (
        <div class="notice is-watch" role="alert">
          <Icon name="alert-triangle" />
          <div>
            <p>还有 {unsent} 条记录没有上报，现在不能退出。</p>
            <button type="button" class="button is-wide" onClick={() => void sync()}>
              先上报
            </button>
            <button
              type="button"
              class="button is-plain is-wide"
              onClick={() => void save(user).then(() => setSaved(true))}
            >
              没有网络：另存为文件
            </button>
            {saved && <p>已另存。未上报的记录仍留在这部手机里，你下次登录后会继续上报。现在可以退出。</p>}
          </div>
        </div>
      )}
      <button type="button" class="button is-plain is-wide" onClick={() => void leave()}>
        <Icon name="logout" />
        退出登录
      </button>
    </section>
  );
}
