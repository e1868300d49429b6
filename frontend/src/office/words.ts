/** Words of the trade where they stand: the first of each in headings and labels is told at hover, focus and touch. */
import { onScreen } from "./on-screen";

interface Word {
  found: string[];
  meaning: string;
  chinese?: string;
}

const PLACES = "h1, h2, h3, h4, thead th, dt, legend, label, .lead, .figure-label";
const LEFT_ALONE = "a, button, summary, select, textarea, dialog, .badge, .term, .sr-only, .words, [translate=no], label:has(input[type=checkbox], input[type=radio])";

export async function words(page: Document): Promise<void> {
  const main = page.querySelector<HTMLElement>("main");
  const address = page.body.dataset.words;
  if (!main || !address) return;
  const known = await wordsAt(address);
  if (!known.length) return;
  const form = formOf(known);
  const mark = () => markFirst(main, known, form);
  mark();
  page.addEventListener("htmx:afterSettle", mark);
  tell(page);
}

/** None where the line is down or the page is being left: it is as usable without. */
async function wordsAt(address: string): Promise<Word[]> {
  try {
    const answer = await fetch(address);
    return answer.ok ? ((await answer.json()) as Word[]) : [];
  } catch {
    return [];
  }
}

/** Longer forms first; letters are whole words, Chinese stands within its sentence. */
function formOf(known: Word[]): RegExp {
  const forms = known.flatMap((word) => word.found).sort((one, other) => other.length - one.length);
  return new RegExp(`(?<![a-z-])(?:${forms.join("|")})(?![a-z-])`, "i");
}

function markFirst(main: HTMLElement, known: Word[], form: RegExp): void {
  for (const place of main.querySelectorAll(PLACES)) {
    if (place.closest(LEFT_ALONE) || !place.getClientRects().length) continue;
    for (const text of textsIn(place)) {
      if (!text.parentElement?.closest(LEFT_ALONE) && staysWhole(text, form)) markIn(text, main, known, form);
    }
  }
}

/** All at once: marking splits them. */
function textsIn(place: Element): Text[] {
  const walk = place.ownerDocument.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walk.nextNode()) found.push(walk.currentNode as Text);
  return found;
}

/** In a flexible box each piece of a text would be laid out by itself: there only a text that is nothing but the word. */
function staysWhole(text: Text, form: RegExp): boolean {
  const display = text.parentElement ? getComputedStyle(text.parentElement).display : "";
  return !/flex|grid/.test(display) || form.exec(text.data)?.[0] === text.data.trim();
}

function markIn(text: Text, main: HTMLElement, known: Word[], form: RegExp): void {
  for (let rest = text, found = form.exec(rest.data); found; found = form.exec(rest.data)) {
    const start = rest.splitText(found.index);
    rest = start.splitText(found[0].length);
    const said = found[0].toLowerCase();
    const index = known.findIndex((word) => word.found.includes(said));
    const word = known[index];
    if (word && !main.querySelector(`[aria-describedby=word-${index}]`)) wrap(start, main, word, `word-${index}`);
  }
}

function wrap(text: Text, main: HTMLElement, word: Word, id: string): void {
  const page = main.ownerDocument;
  const term = page.createElement("dfn");
  term.className = "term";
  term.tabIndex = 0;
  term.setAttribute("aria-describedby", id);
  text.replaceWith(term);
  term.append(text);
  if (page.getElementById(id)) return;
  const told = page.createElement("div");
  [told.id, told.className, told.hidden, told.textContent] = [id, "term-text", true, word.meaning];
  told.setAttribute("role", "tooltip");
  if (word.chinese) {
    const chinese = page.createElement("b");
    [chinese.lang, chinese.translate, chinese.textContent] = ["zh-Hans", false, word.chinese];
    told.prepend(chinese, " ");
  }
  main.append(told);
}

/** One meaning at a time: it stays while the pointer is on the word or on the meaning, and goes at Escape. */
function tell(page: Document): void {
  let shown: { term: HTMLElement; told: HTMLElement } | null = null;
  let going = 0;

  const hide = () => {
    clearTimeout(going);
    if (shown) shown.told.hidden = true;
    shown = null;
  };
  const show = (term: HTMLElement) => {
    hide();
    const told = page.getElementById(term.getAttribute("aria-describedby") ?? "");
    if (!told) return;
    told.hidden = false;
    onScreen(told, term);
    shown = { term, told };
  };
  const belongs = (target: EventTarget | null) =>
    shown !== null && target instanceof Node && (shown.term.contains(target) || shown.told.contains(target));

  page.addEventListener("pointerover", (event) => {
    const term = termOf(event.target);
    if (belongs(event.target)) clearTimeout(going);
    else if (term && event.pointerType !== "touch") show(term);
  });
  page.addEventListener("pointerout", (event) => {
    if (!belongs(event.target) || belongs(event.relatedTarget) || shown?.term === page.activeElement) return;
    clearTimeout(going);
    going = window.setTimeout(hide, 200);
  });
  page.addEventListener("focusin", (event) => {
    const term = termOf(event.target);
    if (term) show(term);
    else hide();
  });
  page.addEventListener("click", (event) => {
    const term = termOf(event.target);
    if (!term) return belongs(event.target) ? undefined : hide();
    event.preventDefault(); // a label would move on to its field
    if (shown?.term !== term) show(term);
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  page.addEventListener("scroll", () => shown && onScreen(shown.told, shown.term), { passive: true });
}

function termOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("dfn.term") : null;
}
