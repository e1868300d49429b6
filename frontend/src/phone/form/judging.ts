// What a filled checklist says: which items are asked, which are missing, which fail. The server judges again by the same
// rules (taizhang.core.checklists); here they only tell the inspector what is going to happen.
import type { Answers, Checklist, Item } from "../model";
import { isRelevant } from "./relevance";

/** The items to be shown, in order: an item is asked when its own condition and that of its group hold. */
export function asked(checklist: Checklist, answers: Answers): Item[] {
  const closed = new Set<string>();
  return checklist.items.filter((item) => {
    const open = !closed.has(item.group) && isRelevant(item.relevant, answers);
    if (!open && item.type === "group") closed.add(item.label);
    return open;
  });
}

export const isAnswered = (item: Item, answers: Answers) => {
  const answer = answers[item.name];
  return answer !== undefined && answer !== "" && (!Array.isArray(answer) || answer.length > 0);
};

export function missing(checklist: Checklist, answers: Answers): Item[] {
  return asked(checklist, answers).filter((item) => item.required && !isAnswered(item, answers));
}

export function failing(checklist: Checklist, answers: Answers): Item[] {
  return asked(checklist, answers).filter((item) => isAnswered(item, answers) && fails(item, answers[item.name]));
}

export function fails(item: Item, answer: string | string[] | undefined): boolean {
  if (answer === undefined || answer === "" || item.fail_when.length === 0) return false;
  if (item.type === "integer" || item.type === "decimal") {
    return item.fail_when.some((rule) => numberFails(rule, String(answer)));
  }
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

/** Answers to items that are asked; what was answered before a condition changed is left out. */
export function kept(checklist: Checklist, answers: Answers): Answers {
  const names = new Set(asked(checklist, answers).map((item) => item.name));
  return Object.fromEntries(Object.entries(answers).filter(([name]) => names.has(name)));
}
