// A checklist as a form of the office: what its conditions leave out is hidden and not sent. The rules are the phone's.
import { holds } from "../phone/form/expressions";

export function checklists(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-checklist]")) {
    const settle = () => {
      for (const part of form.querySelectorAll<HTMLElement>("[data-relevant]")) {
        const open = holds(part.dataset["relevant"], sceneOf(form));
        part.hidden = !open;
        for (const field of part.querySelectorAll<HTMLInputElement>("input, textarea")) field.disabled = !open;
      }
    };
    form.addEventListener("input", settle);
    settle();
  }
}

function sceneOf(form: HTMLFormElement) {
  const answers: Record<string, string[]> = {};
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith("answer-") && typeof value === "string") (answers[name.slice(7)] ??= []).push(value);
  }
  return { answers, repeated: {}, repeat: "", turn: 1, itself: "", today: new Date().toISOString().slice(0, 10) };
}
