// The wall refreshes itself without blinking: every so often the page is fetched again, and only what differs is put in
// place of what stood there. Nobody touches it for days: whatever fails, the last figures stay, with their time and why.
import { say as inEnglish } from "../english/book";
import { loadForPage } from "../english/load";
import "../styles/screen.scss";

const PATIENCE = 20_000;

const said = document.querySelector<HTMLElement>("[data-said]");
const locale = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
const every = Number(document.body.dataset["refresh"] ?? 30) * 1000;
let working = said?.innerHTML ?? "";

async function refresh(): Promise<void> {
  try {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.redirected || answer.headers.has("HX-Redirect") || answer.status === 403) return say("登录已过期，画面停在上次的数字。请重新登录。");
    if (answer.status === 401) return say("屏幕钥匙到期或停用了，画面停在上次的数字。请向安全管理员要新的链接。");
    if (!answer.ok) return say("服务器没有答复，画面停在上次的数字，会自动再试。");
    apply(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    say("网络断了，画面停在上次的数字，会自动再试。");
  }
}

function apply(fresh: Document): void {
  if (fresh.body.dataset["build"] !== document.body.dataset["build"]) return location.reload(); // a new version was installed
  if (said?.classList.contains("wall-broken")) {
    said.classList.remove("wall-broken");
    said.innerHTML = working;
  }
  for (const place of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const other = fresh.getElementById(place.id);
    if (other && other.innerHTML !== place.innerHTML) place.replaceChildren(...other.childNodes);
  }
  working = said?.innerHTML ?? working;
  for (const source of document.querySelectorAll<HTMLElement>('script[type="application/json"]')) {
    const other = fresh.getElementById(source.id);
    if (!other || other.textContent === source.textContent) continue;
    source.textContent = other.textContent;
    document.querySelectorAll(`[data-source="${source.id}"]`).forEach((place) => place.dispatchEvent(new Event("figures")));
  }
}

function say(words: string): void {
  if (!said) return;
  said.classList.add("wall-broken");
  said.textContent = inEnglish(words);
}

function tick(): void {
  const now = new Date();
  write("[data-clock]", now.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" }));
  write("[data-day]", now.toLocaleDateString(locale, { month: "long", day: "numeric", weekday: "long", timeZone: "Asia/Shanghai" }));
}

function write(where: string, words: string): void {
  const place = document.querySelector(where);
  if (place && place.textContent !== words) place.textContent = words;
}

void loadForPage();
tick();
setInterval(tick, 1000);
setInterval(() => void refresh(), every);
