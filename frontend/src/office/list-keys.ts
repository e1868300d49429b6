/** A long list by key: j and k move, Enter opens, x chooses, ? tells the keys. Choosing is counted beside the act. */
import { say } from "../english/book";
import { isTyping } from "./search";

export function listKeys(page: Document): void {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || page.querySelector("dialog[open]")) return;
    const rows = [...page.querySelectorAll<HTMLElement>("table[data-list] tr[data-row]")];
    if (event.key === "?") return tellKeys(page);
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.classList.contains("row-here"));
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined && (event.key.length === 1 || here >= 0)) {
      event.preventDefault();
      go(rows, Math.min(Math.max(here + step, 0), rows.length - 1));
    } else if (event.key === "Enter" && here >= 0 && !(event.target as Element).closest("a, button, summary")) {
      rows[here]?.querySelector<HTMLAnchorElement>("th a")?.click();
    } else if (event.key === "x" && here >= 0) {
      rows[here]?.querySelector<HTMLInputElement>("input[name=pick]")?.click();
    }
  });
  page.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.matches("[data-pick-page]")) {
      for (const pick of page.querySelectorAll<HTMLInputElement>("table[data-list] input[name=pick]")) pick.checked = box.checked;
    }
    if (box.matches("[data-pick-page], [name=pick], #bulk [name=all]")) count(page);
  });
  page.addEventListener("htmx:afterSettle", () => count(page));
  count(page);
}

function go(rows: HTMLElement[], place: number): void {
  rows.forEach((row, at) => row.classList.toggle("row-here", at === place));
  rows[place]?.scrollIntoView({ block: "nearest" });
}

function count(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("#bulk");
  const said = form?.querySelector<HTMLElement>("[data-picked]");
  if (!form || !said) return;
  const chosen = page.querySelectorAll("input[name=pick]:checked").length;
  const all = form.querySelector<HTMLInputElement>("[name=all]")?.checked === true;
  said.dataset["idle"] ??= said.textContent ?? ""; // as the server wrote it: the phrase book is not there yet
  said.textContent = all || chosen ? say(all ? "已选符合条件的全部" : `已选 ${chosen} 行`) : said.dataset["idle"];
  form.classList.toggle("bulk-idle", !all && !chosen);
}

const KEYS = [["/", "查找"], ["j 或 ↓", "下一行"], ["k 或 ↑", "上一行"], ["回车", "打开"], ["x", "选中或取消"], ["?", "显示这些按键"]];

function tellKeys(page: Document): void {
  const dialog = page.createElement("dialog");
  dialog.className = "keys-help";
  dialog.setAttribute("aria-label", say("键盘操作"));
  const list = page.createElement("dl");
  for (const [key, what] of KEYS) {
    const term = page.createElement("dt");
    const said = page.createElement("dd");
    [term.textContent, said.textContent] = [say(key ?? ""), say(what ?? "")];
    list.append(term, said);
  }
  const title = page.createElement("h2");
  title.textContent = say("键盘操作");
  const close = page.createElement("button");
  [close.className, close.textContent] = ["button", say("知道了")];
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, list, close);
  dialog.addEventListener("close", () => dialog.remove());
  page.body.append(dialog);
  dialog.showModal();
}
