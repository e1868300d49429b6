// The register on the spot: a subject that is not on the list, and a correction of one that is.
import { useEffect, useState } from "preact/hooks";

import { useBegun } from "../form/begun";
import { uuid7 } from "../ids";
import type { Day, Field, Kind, Place, Subject } from "../model";
import { Empty, Notice, Screen } from "../parts/frame";
import { Icon } from "../parts/icon";
import { WalkOutline } from "../parts/walk-outline";
import { PlaceLine } from "../parts/place";
import { address, goInstead } from "../route";
import { locate, reread, sync } from "../state";
import { enqueue } from "../store/queue";

interface Filled {
  kind: string;
  values: Record<string, string>;
}

export function kindsOf(day: Day): Kind[] {
  const kinds = new Map(day.campaigns.flatMap((campaign) => campaign.kinds).map((kind) => [kind.id, kind]));
  return [...kinds.values()];
}

export const mayRegister = (day: Day) => day.me.powers.includes("inspect") && kindsOf(day).length > 0;

export function NewSubjectScreen({ day }: { day: Day }) {
  const kinds = kindsOf(day);
  const key = `${day.me.user}:new-subject`;
  const { form, change, fault: full } = useBegun<Filled>(key, { kind: kinds.length === 1 ? kinds[0].id : "", values: {} });
  const [fault, setFault] = useState("");
  const [place, seek] = usePlace();
  if (!mayRegister(day)) return <NotHere title="新增对象" />;
  const kind = kinds.find((row) => row.id === form.kind);
  const name = form.values.name?.trim() ?? "";
  const twin = name && day.subjects.find((row) => row.name === name);

  async function save() {
    if (!kind) return setFault("请选择是哪一类");
    const lacking = kind.fields.find((field) => field.required && !form.values[field.column]?.trim());
    if (lacking) return setFault(`请填写“${lacking.label}”`);
    const about = uuid7();
    const typed = given(kind.fields, form.values);
    const own = typed.filter(([column]) => column.startsWith("fields."));
    const where = place && place !== "seeking" ? { lat: place.lat, lng: place.lng } : {};
    const body = {
      kind: kind.id,
      ...Object.fromEntries(typed.filter(([column]) => !column.startsWith("fields."))),
      fields: Object.fromEntries(own.map(([column, value]) => [column.slice("fields.".length), value])),
      ...where,
    };
    const subject: Subject = {
      id: about, kind: kind.id, name, code: "", address: form.values.address ?? "", org: day.me.org,
      lat: null, lng: null, inspected_at: null, values: form.values, ...where,
    };
    try {
      await enqueue(day.me, [
        { kind: "subject.added", about, campaign: null, org: day.me.org, body, files: [], label: `新增 ${name}`, subject },
      ], key);
    } catch (failure) {
      return setFault((failure as Error).message);
    }
    await reread();
    void sync();
    goInstead("subject", about);
  }

  return (
    <Screen title="新增对象" action={<Save fault={fault || full} label="登记入册" onSave={save} />}>
      {kinds.length > 1 && (
        <div class="field">
          <span>是哪一类</span>
          <div class="choices">
            {kinds.map((row) => (
              <button
                key={row.id}
                type="button"
                class="choice"
                aria-pressed={row.id === form.kind}
                onClick={() => change({ kind: row.id })}
              >
                {row.name}
              </button>
            ))}
          </div>
        </div>
      )}
      {kind && (
        <Fields
          fields={kind.fields.filter((field) => field.column !== "code" || field.required)}
          values={form.values}
          onChange={(values) => change({ values })}
        />
      )}
      {twin && (
        <Notice tone="watch">
          名单上已有“{twin.name}”{twin.address && `（${twin.address}）`}。
          <a class="button is-plain is-wide" href={address("subject", twin.id)}>
            打开看看是不是它
          </a>
        </Notice>
      )}
      <PlaceLine place={place} onSeek={seek} />
      <p class="soft">登记在{day.me.org_name}。</p>
    </Screen>
  );
}

export function CorrectScreen({ day, id }: { day: Day; id: string }) {
  const subject = day.subjects.find((row) => row.id === id);
  const key = `${day.me.user}:correct:${id}`;
  const { form, change, fault: full } = useBegun<Filled>(key, { kind: "", values: {} });
  const [fault, setFault] = useState("");
  const [place, seek] = usePlace();
  const [here, setHere] = useState(false);
  if (!subject || !mayRegister(day)) return <NotHere title="更正信息" />;
  const fields = (kindsOf(day).find((row) => row.id === subject.kind)?.fields ?? []).filter((field) => field.column !== "code");
  const known = subject.values ?? {};

  async function save() {
    if (!subject) return;
    const typed = given(fields, form.values).filter(([column, value]) => value !== known[column]);
    const where = here && place && place !== "seeking" ? { lat: place.lat, lng: place.lng } : {};
    const changes = { ...Object.fromEntries(typed), ...where };
    if (Object.keys(changes).length === 0) return setFault("还没有改动");
    try {
      await enqueue(day.me, [
        {
          kind: "subject.corrected", about: id, campaign: null, org: subject.org, body: { changes }, files: [],
          label: `更正 ${subject.name}`,
        },
      ], key);
    } catch (failure) {
      return setFault((failure as Error).message);
    }
    await reread();
    void sync();
    goInstead("subject", id);
  }

  return (
    <Screen title="更正信息" action={<Save fault={fault || full} label="提交更正" onSave={save} />}>
      <p class="soft">{subject.name}：只填要改的，空着的不变。</p>
      <Fields fields={fields} values={form.values} known={known} onChange={(values) => change({ values })} />
      <div class="field">
        <span>位置</span>
        <PlaceLine place={place} onSeek={seek} />
        <button type="button" class="choice" aria-pressed={here} disabled={!place || place === "seeking"} onClick={() => setHere(!here)}>
          <Icon name="map-pin" />
          我就在它门口，按这里更正
        </button>
      </div>
    </Screen>
  );
}

function NotHere({ title }: { title: string }) {
  return (
    <Screen title={title}>
      <Empty icon="building-store" title="现在不能登记">
        <p>当前岗位没有检查任务，或手机里没有这个对象。</p>
      </Empty>
    </Screen>
  );
}

function Save({ fault, label, onSave }: { fault: string; label: string; onSave: () => Promise<void> }) {
  return (
    <>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <button type="button" class="button is-main" onClick={() => void onSave()}>
        {label}
      </button>
    </>
  );
}

function usePlace(): [Place | null | "seeking", () => void] {
  const [place, setPlace] = useState<Place | null | "seeking">("seeking");
  const seek = () => void locate().then(setPlace);
  useEffect(seek, []);
  return [place, seek];
}

const given = (fields: Field[], values: Record<string, string>): [string, string][] =>
  fields.map(({ column }): [string, string] => [column, values[column]?.trim() ?? ""]).filter(([, value]) => value !== "");

interface FieldsProps {
  fields: Field[];
  values: Record<string, string>;
  known?: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
}

function Fields({ fields, values, known = {}, onChange }: FieldsProps) {
  return (
    <>
      {fields.map((field) => (
        <FieldInput
          key={field.column}
          field={field}
          value={values[field.column] ?? ""}
          known={known[field.column] ?? ""}
          asks={Object.keys(known).length === 0}
          onInput={(value) => onChange({ ...values, [field.column]: value })}
        />
      ))}
    </>
  );
}

interface InputProps {
  field: Field;
  value: string;
  known: string;
  asks: boolean;
  onInput: (value: string) => void;
}

const MODES: Record<string, "tel" | "decimal" | "text"> = { phone: "tel", number: "decimal" };

function FieldInput({ field, value, known, asks, onInput }: InputProps) {
  const choices = field.type === "bool" ? ["是", "否"] : field.choices;
  const label = (
    <span>
      {field.label}
      {field.unit && `（${field.unit}）`}
      {asks && field.required && <em class="must">必填</em>}
    </span>
  );
  if (choices.length > 0) {
    return (
      <label class="field">
        {label}
        <select value={value} onChange={(event) => onInput(event.currentTarget.value)}>
          <option value="">{known ? `现为：${known}` : "请选择"}</option>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      </label>
    );
  }
  if (field.type === "polygon") {
    return (
      <div class="field">
        {label}
        {known && <p class="soft">现为：{known}</p>}
        <WalkOutline label={field.label} value={value} onSet={onInput} />
      </div>
    );
  }
  return (
    <label class="field">
      {label}
      <input
        type={field.type === "date" ? "date" : "text"}
        inputMode={MODES[field.type] ?? "text"}
        placeholder={known && `现为：${known}`}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
