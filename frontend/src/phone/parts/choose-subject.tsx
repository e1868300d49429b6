// An answer from the register: a few letters of the name or address find it among what the phone holds.
import { useState } from "preact/hooks";

import type { Subject } from "../model";
import { Icon } from "./icon";

const MOST_FOUND = 8;

interface ChooseSubjectProps {
  label: string;
  subjects: Subject[];
  value: string;
  onChoose: (id: string) => void;
}

export function ChooseSubject({ label, subjects, value, onChoose }: ChooseSubjectProps) {
  const [sought, setSought] = useState("");
  const chosen = subjects.find((subject) => subject.id === value);
  if (value) {
    return (
      <p class="chosen-subject">
        <span>
          <strong>{chosen?.name ?? "（不在本机名册中）"}</strong> {chosen?.address}
        </span>
        <button type="button" class="link" onClick={() => onChoose("")}>
          重选
        </button>
      </p>
    );
  }
  const words = sought.trim();
  const found = words ? subjects.filter((row) => `${row.name} ${row.address} ${row.code}`.includes(words)) : [];
  return (
    <div class="choose-subject">
      <input
        type="search"
        value={sought}
        aria-label={label}
        placeholder="输入名称或地址查找"
        onInput={(event) => setSought(event.currentTarget.value)}
      />
      {words && found.length === 0 && <p class="soft">本机名册中没有找到。</p>}
      {found.slice(0, MOST_FOUND).map((subject) => (
        <button key={subject.id} type="button" class="choice" onClick={() => onChoose(subject.id)}>
          <Icon name="map-pin" />
          {subject.name} {subject.address}
        </button>
      ))}
      {found.length > MOST_FOUND && <p class="soft">还有 {found.length - MOST_FOUND} 个，请多输入几个字。</p>}
    </div>
  );
}
