// What a filled checklist says: which items are asked, what is calculated, what is missing, which fail. The server judges
// again by the same rules (taizhang.core.checklists); here they only tell the inspector what is going to happen.
import type { Answers, Checklist, Item } from "../model";
import { evaluate, holds, valuesOf, words, type Scene } from "./expressions";

const TURN = "#";

/** How often a repeated group is filled in, as the phone keeps it among the answers of a begun form. */
const turnsKey = (repeat: string) => `${repeat}${TURN}turns`;

export const turns = (answers: Answers, repeat: string) => Number(answers[turnsKey(repeat)] ?? 1);

/** The answers with one turn more of a repeated group, or with one less and what was answered in it. */
export function withTurns(checklist: Checklist, answers: Answers, repeat: string, count: number): Answers {
  const left = Object.entries(answers).filter(([key]) => {
    const [name, turn] = key.split(TURN);
    const within = checklist.items.some((item) => item.name === name && item.repeat === repeat);
    return !within || Number(turn ?? 1) <= count;
  });
  return { ...Object.fromEntries(left), [turnsKey(repeat)]: String(count) };
}

/** The items to be shown, in order: an item is asked when its own condition and that of its group hold. In a repeated
 * group the items come turn after turn, the key of the answer as name: "valve", "valve#2". */
export function asked(checklist: Checklist, answers: Answers): Item[] {
  const closed = new Set<string>();
  return writtenOut(checklist, answers).filter((item) => {
    const open = !closed.has(item.group) && holds(item.relevant, sceneOf(checklist, item, answers));
    if (!open && (item.type === "group" || item.type === "repeat")) closed.add(item.label);
    return open && item.type !== "calculate";
  });
}

function writtenOut(checklist: Checklist, answers: Answers): Item[] {
  const found: Item[] = [];
  const items = checklist.items;
  for (let at = 0; at < items.length; at += 1) {
    if (!items[at].repeat) {
      found.push(items[at]);
      continue;
    }
    const repeat = items[at].repeat;
    const rows: Item[] = [];
    for (; at < items.length && items[at].repeat === repeat; at += 1) rows.push(items[at]);
    at -= 1;
    for (let turn = 1; turn <= turns(answers, repeat); turn += 1) found.push(...rows.map((row) => inTurn(row, turn)));
  }
  return found.map((item) => spoken(checklist, item, answers));
}

function inTurn(item: Item, turn: number): Item {
  const numbered = `（${turn}）`;
  return {
    ...item,
    name: turn === 1 ? item.name : `${item.name}${TURN}${turn}`,
    label: item.type === "repeat" || item.type === "group" ? item.label + numbered : item.label,
    group: item.type === "repeat" ? item.group : item.group + numbered,
  };
}

/** `${name}` in a question gives way to what was answered. */
function spoken(checklist: Checklist, item: Item, answers: Answers): Item {
  if (!item.label.includes("${")) return item;
  const scene = sceneOf(checklist, item, answers);
  return { ...item, label: item.label.replace(/\$\{([A-Za-z_][\w.-]*)\}/g, (_, name: string) => valuesOf(name, scene).join("、")) };
}

function sceneOf(checklist: Checklist, item: Item, answers: Answers): Scene {
  const repeated = Object.fromEntries(checklist.items.filter((row) => row.repeat).map((row) => [row.name, row.repeat]));
  const itself = answers[item.name] ?? "";
  const now = new Date(Date.now() + 8 * 3_600_000); // days are those of China, whatever the phone's zone
  return {
    answers,
    repeated,
    repeat: item.repeat,
    turn: Number(item.name.split(TURN)[1] ?? 1),
    itself: Array.isArray(itself) ? itself.join(" ") : itself,
    today: now.toISOString().slice(0, 10),
  };
}

/** The answers with what is calculated from them. */
export function calculated(checklist: Checklist, answers: Answers): Answers {
  const found = { ...answers };
  for (const item of writtenOut(checklist, answers)) {
    if (item.type !== "calculate") continue;
    delete found[item.name];
    try {
      const value = words(evaluate(item.calculation, sceneOf(checklist, item, found)));
      if (value !== "") found[item.name] = value;
    } catch {
      // what cannot be calculated stays open, as on the server
    }
  }
  return found;
}

export const isAnswered = (item: Item, answers: Answers) => {
  const answer = answers[item.name];
  return answer !== undefined && answer !== "" && (!Array.isArray(answer) || answer.length > 0);
};

export function missing(checklist: Checklist, answers: Answers): Item[] {
  return asked(checklist, answers).filter((item) => item.required && !isAnswered(item, answers));
}

/** Why an answer cannot stand as it is; "" where it can. */
export function wrongWith(checklist: Checklist, item: Item, answers: Answers): string {
  if (!isAnswered(item, answers)) return "";
  const answer = String(answers[item.name]).trim();
  if (item.type === "integer" && !/^-?\d+$/.test(answer)) return "请填写整数";
  if (item.type === "decimal" && !/^-?\d+(\.\d+)?$/.test(answer)) return "请填写数字";
  if (holds(item.constraint, sceneOf(checklist, item, answers))) return "";
  return item.constraint_message || "填写的内容不在允许的范围内，请核对";
}

export function wrong(checklist: Checklist, answers: Answers): Item[] {
  return asked(checklist, answers).filter((item) => wrongWith(checklist, item, answers) !== "");
}

export function failing(checklist: Checklist, answers: Answers): Item[] {
  const shown = new Set(asked(checklist, answers).map((item) => item.name));
  return writtenOut(checklist, answers).filter(
    (item) =>
      (shown.has(item.name) || item.type === "calculate") && isAnswered(item, answers) && fails(item, answers[item.name]),
  );
}

export function fails(item: Item, answer: string | string[] | undefined): boolean {
  if (answer === undefined || answer === "" || item.fail_when.length === 0) return false;
  if (item.type === "integer" || item.type === "decimal") {
    return item.fail_when.some((rule) => numberFails(rule, String(answer)));
  }
  if (item.type === "calculate") return item.fail_when.some((rule) => rule === answer || numberFails(rule, String(answer)));
  const given = Array.isArray(answer) ? answer : [answer];
  return given.some((value) => item.fail_when.includes(value));
}

function numberFails(rule: string, answer: string): boolean {
  const value = Number(answer);
  if (Number.isNaN(value)) return false;
  const match = /^(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)$/.exec(rule);
  if (!match) return value === Number(rule);
  const limit = Number(match[2]);
  return { "<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit }[match[1]] ?? false;
}

/** Answers to items that are asked, and what follows from them; what was answered before a condition changed is left out. */
export function kept(checklist: Checklist, answers: Answers): Answers {
  const names = new Set(asked(checklist, answers).map((item) => item.name));
  const given = Object.fromEntries(Object.entries(answers).filter(([name]) => names.has(name)));
  return calculated(checklist, given);
}
