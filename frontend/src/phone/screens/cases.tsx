// The problems in which the person can act now, and one problem with its steps.
import type { Case, Day } from "../model";
import { Chip, Empty, Notice, Screen } from "../parts/frame";
import { Icon } from "../parts/icon";
import { Left } from "../parts/left";
import { KeptImage } from "../parts/photos";
import { SEVERITIES } from "../parts/words";
import { address } from "../route";
import { casesNow, stepOnItsWay, type State } from "../state";

/** Steps that are taken in the field; the others need the office's page. */
export const FIELD_STEPS = new Set([
  "fixed_on_spot", "rectified", "rechecked", "returned", "accepted", "struck", "refused", "extension_requested",
  "accepted_report", "dismissed",
]);

export const fieldSteps = (row: Case) => row.steps.filter((step) => FIELD_STEPS.has(step.verb));

export function Cases({ app, day }: { app: State; day: Day }) {
  const rows = casesNow(app);
  const names = new Map(day.subjects.map((subject) => [subject.id, subject.name]));
  return (
    <Screen title="我的问题" back={false}>
      {rows.length === 0 ? (
        <Empty icon="circle-check" title="没有等你办理的问题">
          <p>检查不合格或报上来的问题，轮到你整改、复查时会出现在这里。</p>
        </Empty>
      ) : (
        <ul class="rows">
          {rows.map((row) => (
            <CaseRow key={row.id} row={row} day={day} where={row.subject ? names.get(row.subject) : undefined} />
          ))}
        </ul>
      )}
    </Screen>
  );
}

/** The name of a problem is that of its category: the item of a checklist that failed is worded the other way round. */
export function nameOf(day: Day, row: Case): string {
  const campaign = day.campaigns.find((known) => known.id === row.campaign);
  return campaign?.categories.find((known) => known.id === row.category)?.name ?? row.title;
}

export function CaseRow({ row, day, where }: { row: Case; day: Day; where?: string }) {
  const name = nameOf(day, row);
  return (
    <li>
      <a class="row" href={address("case", row.id)}>
        <span class="row-main">
          <strong>{name}</strong>
          {where && <span>{where}</span>}
          {name !== row.title && <span>{row.title}</span>}
          <span class="row-tags">
            {row.overdue ? <Chip tone="late">已逾期</Chip> : row.due_at && <Left due={row.due_at} />}
            <span>{row.state_label}</span>
          </span>
        </span>
        <span class="row-side">
          <Icon name="chevron-right" />
        </span>
      </a>
    </li>
  );
}

export function CaseScreen({ app, day, id }: { app: State; day: Day; id: string }) {
  const row = casesNow(app).find((known) => known.id === id);
  if (!row) {
    return (
      <Screen title="问题">
        <Empty icon="circle-check" title="这个问题现在不归你办">
          <p>可能已由别人办理。联网刷新后，可以在电脑端台账查看它的全过程。</p>
        </Empty>
      </Screen>
    );
  }
  const campaign = day.campaigns.find((known) => known.id === row.campaign);
  const category = campaign?.categories.find((known) => known.id === row.category);
  const subject = day.subjects.find((known) => known.id === row.subject);
  const waiting = stepOnItsWay(app.queue, row.id);
  return (
    <Screen title={`问题 ${row.number}`}>
      <section class="card">
        <h2>{nameOf(day, row)}</h2>
        <p class="row-tags">
          <Chip tone={row.overdue ? "late" : "open"}>{row.overdue ? "已逾期" : row.state_label}</Chip>
          {row.supervised && <Chip tone="watch">挂牌督办</Chip>}
          <Chip tone="quiet" icon="tag">
            {SEVERITIES[row.severity] ?? row.severity}
          </Chip>
        </p>
        <dl>
          {category?.name !== row.title && (
            <>
              <dt>检查项</dt>
              <dd>{row.title}</dd>
            </>
          )}
          <dt>地点</dt>
          <dd>{subject ? <a href={address("subject", subject.id)}>{subject.name}</a> : "未指定对象"}</dd>
          <dt>期限</dt>
          <dd>{row.due_at ? <Left due={row.due_at} /> : category?.period ? `${category.period}内整改` : "待定"}</dd>
          {row.description && (
            <>
              <dt>说明</dt>
              <dd>{row.description}</dd>
            </>
          )}
        </dl>
        {row.photos.length > 0 && (
          <div class="photos is-shown">
            {row.photos.map((sha) => (
              <a key={sha} href={`/files/${sha}`} target="_blank" rel="noreferrer">
                <KeptImage sha={sha} />
              </a>
            ))}
          </div>
        )}
      </section>
      {waiting ? (
        <Notice tone="done">“{waiting.label}”已保存在手机里，联网后自动上报。</Notice>
      ) : (
        <section class="steps">
          <h2>现在可以办</h2>
          {fieldSteps(row).map((step) => (
            <a key={step.verb} class="button is-wide" href={address("case", row.id, step.verb)}>
              {step.label}
            </a>
          ))}
          {fieldSteps(row).length < row.steps.length && (
            <p class="soft">{others(row)}请在电脑端台账办理。</p>
          )}
        </section>
      )}
    </Screen>
  );
}

const others = (row: Case) =>
  row.steps
    .filter((step) => !FIELD_STEPS.has(step.verb))
    .map((step) => step.label)
    .join("、");
