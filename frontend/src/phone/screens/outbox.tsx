// What is on its way: not yet sent, waiting for photos, refused, and what has lately arrived.
import { useState } from "preact/hooks";

import type { Arrived, Outgoing, Person } from "../model";
import { Chip, Empty, Notice, Screen } from "../parts/frame";
import { Icon } from "../parts/icon";
import { dayTime } from "../parts/words";
import { reread, sync, type State } from "../state";
import { asFile, discard, fromFile, tryAgain } from "../store/queue";

export function Outbox({ app, me }: { app: State; me: Person }) {
  const waiting = app.queue.filter((row) => row.state !== "refused");
  const refused = app.queue.filter((row) => row.state === "refused");
  return (
    <Screen
      title="上报情况"
      back={false}
      action={
        waiting.length > 0 ? (
          <button type="button" class="button is-main" disabled={app.syncing} onClick={() => void sync()}>
            <Icon name="cloud-upload" />
            {app.syncing ? "正在上报…" : "立即上报"}
          </button>
        ) : undefined
      }
    >
      {app.others.map(([name, count]) => (
        <Notice key={name} tone="watch">
          这部手机里还有 {name} 的 {count} 条记录没有上报，请 {name} 登录后上报。
        </Notice>
      ))}
      {refused.length > 0 && (
        <section>
          <h2>
            没有被接收 <Chip tone="late">{refused.length} 条</Chip>
          </h2>
          <ul class="rows">
            {refused.map((row) => (
              <RefusedRow key={row.id} row={row} />
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>
          还没有上报 {waiting.length > 0 && <Chip tone="watch">{waiting.length} 条</Chip>}
        </h2>
        {waiting.length === 0 ? (
          <Empty icon="circle-check" title={refused.length > 0 ? "其余的都已上报" : "全部已上报"}>
            <p>手机里没有等待上报的内容。</p>
          </Empty>
        ) : (
          <ul class="rows">
            {waiting.map((row) => (
              <li key={row.id} class="row">
                <span class="row-main">
                  <strong>{row.label}</strong>
                  <span>{dayTime(row.happened_at)}</span>
                </span>
                <span class="row-side">{standing(row)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      {app.arrived.length > 0 && <Lately rows={app.arrived} />}
      <section>
        {app.queue.length > 0 && (
          <button type="button" class="button is-plain is-wide" onClick={() => void save(me.user)}>
            <Icon name="download" />
            另存为文件（以防手机损坏）
          </button>
        )}
        <Restore me={me} />
      </section>
    </Screen>
  );
}

function standing(row: Outgoing) {
  if (row.state === "received") return <Chip tone="open" icon="camera">附件上传中</Chip>;
  return <Chip tone="quiet" icon="cloud-upload">{row.files.length > 0 ? `含附件 ${row.files.length} 个` : "待上报"}</Chip>;
}

function RefusedRow({ row }: { row: Outgoing }) {
  const again = async () => {
    await tryAgain(row);
    await reread();
    void sync();
  };
  const giveUp = async () => {
    if (!confirm(`删除“${row.label}”后不能恢复，确定删除吗？`)) return;
    await discard(row);
    await reread();
  };
  const problem = row.problem;
  return (
    <li class="row is-refused">
      <span class="row-main">
        <strong>{row.label}</strong>
        <span>{dayTime(row.happened_at)}</span>
        <span class="fault">
          {problem?.message}
          {problem?.detail && `（${problem.detail}）`}。{problem?.remedy}。
        </span>
        <span class="row-buttons">
          <button type="button" class="button is-plain" onClick={() => void again()}>
            <Icon name="refresh" />
            再试一次
          </button>
          <button type="button" class="button is-plain is-danger" onClick={() => void giveUp()}>
            <Icon name="trash" />
            删除
          </button>
        </span>
      </span>
    </li>
  );
}

function Lately({ rows }: { rows: Arrived[] }) {
  return (
    <section>
      <h2>最近已上报</h2>
      <ul class="rows">
        {rows.slice(0, 20).map((row) => (
          <li key={row.id} class="row is-done">
            <span class="row-main">
              <strong>{row.label}</strong>
              <span>{dayTime(row.arrived_at)} 送达</span>
              {row.problem && (
                <span class="fault">已收到，但{row.problem.message}，社区会核对处理。</span>
              )}
            </span>
            <span class="row-side">
              <Chip tone={row.problem ? "watch" : "done"}>{row.problem ? "待核对" : "已送达"}</Chip>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Everything that is not yet sent, as a file in the phone's downloads. */
/** What was saved to a file comes back, on this phone or another. */
function Restore({ me }: { me: Person }) {
  const [said, setSaid] = useState("");
  const restore = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    try {
      const count = await fromFile(file, me);
      setSaid(count > 0 ? `已恢复 ${count} 条，正在上报。` : "文件里的记录都已经在这部手机里。");
    } catch (failure) {
      return setSaid((failure as Error).message);
    }
    await reread();
    void sync();
  };
  return (
    <>
      <label class="button is-plain is-wide is-file">
        <Icon name="upload" />
        从另存的文件恢复
        <input type="file" accept=".json,application/json" onChange={(event) => void restore(event.currentTarget)} />
      </label>
      {said && <Notice tone="open">{said}</Notice>}
    </>
  );
}

export async function save(user: number): Promise<void> {
  const url = URL.createObjectURL(await asFile(user));
  const link = document.createElement("a");
  link.href = url;
  link.download = `台账未上报-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
