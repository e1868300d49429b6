/**
 * On the phone the filters of a list stand in a sheet. A button says how many are on; each that is on is a chip that
 * takes it off. Without script, and on the desk, the filters stand where they always did.
 */
import { say } from "../english/book";

type Control = HTMLInputElement | HTMLSelectElement;

export function filterSheet(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("form.filters[hx-get]");
  if (!form) return;
  const [bar, chips, sheet] = [page.createElement("div"), page.createElement("span"), page.createElement("dialog")];
  [bar.className, chips.className, sheet.className] = ["filter-bar", "chips", "filter-sheet"];
  sheet.setAttribute("aria-label", say("筛选"));
  const open = button("button", say("筛选"), () => {
    sheet.prepend(form);
    sheet.showModal();
  });
  const done = button("button button-primary button-wide", say("看结果"), () => sheet.close());
  sheet.append(done);
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  sheet.addEventListener("close", () => bar.after(form));
  bar.append(open, chips);
  form.before(bar);
  page.body.append(sheet);
  const tell = () => {
    const on = controls(form).filter(isOn);
    const unseen = page.querySelectorAll("#rows > .chips > a.chip").length;
    open.textContent = on.length + unseen ? say(`筛选（${on.length + unseen}）`) : say("筛选");
    chips.replaceChildren(...on.map((control) => chip(control)));
  };
  page.addEventListener("change", tell);
  page.addEventListener("htmx:afterSettle", tell);
  tell();
}

function controls(form: HTMLFormElement): Control[] {
  return [...form.querySelectorAll<Control>("label select, label input:not([type=hidden])")];
}

function isBox(control: Control): control is HTMLInputElement & { type: "checkbox" } {
  return control.type === "checkbox";
}

function isOn(control: Control): boolean {
  return isBox(control) ? control.checked : control.value !== "";
}

function wordsOf(control: Control): string {
  const words = isBox(control) ? control.parentElement?.textContent : control instanceof HTMLSelectElement ? control.selectedOptions[0]?.textContent : control.value;
  return (words ?? "").trim();
}

function chip(control: Control): HTMLButtonElement {
  const words = wordsOf(control);
  const made = button("chip", `${words} ×`, () => {
    if (isBox(control)) control.checked = false;
    else control.value = "";
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  });
  made.translate = isBox(control) || control instanceof HTMLSelectElement; // else somebody typed it
  made.setAttribute("aria-label", say(`取消筛选：${words}`));
  return made;
}

function button(look: string, words: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  [made.type, made.className, made.textContent] = ["button", look, words];
  made.addEventListener("click", press);
  return made;
}
