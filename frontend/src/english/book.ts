// The phrase book in the browser, for what scripts write: the pages themselves come in English from the server.
// It works as taizhang/web/english/sentences.py does, on the part of the book that scripts need.
import { natural } from "./moments";

type Pair = [source: string, english: string];

export const HAN = /[\u3400-\u9fff\uf900-\ufaff]/;
const HANS = /[\u3400-\u9fff\uf900-\ufaff]/g;
const MARKS: Record<string, string> = {
  "，": ", ", "。": ". ", "；": "; ", "：": ": ", "、": ", ", "（": " (", "）": ") ", "！": "! ", "？": "? ", "　": " ",
};
const LEVELS = ["。！？", "；", "：", "，", "、", "（）", "·　", " "];
const EDGES = /^([，。；：、（）！？…\s]*)(.*?)([，。；：、（）！？…\s]*)$/s;
const WEAK = 3;
const SAYS_MUCH = 6;

interface Phrase {
  form: RegExp;
  anchor: string;
  english: string;
  weight: number;
  /** Its values may be Chinese though it says little. */
  sure: boolean;
}

let whole = new Map<string, string>();
let patterns: Phrase[] = [];
let known = new Map<string, string | null>();

export const reading = () => whole.size > 0;

/** Opens the book with its pairs; with none, everything stays Chinese. */
export function open(pairs: Pair[]): void {
  whole = new Map();
  patterns = [];
  known = new Map();
  for (const [source, english] of pairs) take(key(source).replace(/[。.]$/, ""), english.replace(/\.$/, ""));
  patterns.sort((one, other) => other.weight - one.weight);
}

function take(written: string, english: string): void {
  const sure = written.includes("{!}");
  const source = written.replace(/\{!\}/g, "{}");
  if (!source.includes("{}")) return void whole.set(source, english);
  const literals = source.split("{}").map((part) => part.trim());
  const anchor = literals.reduce((best, part) => ((part.match(HANS) ?? []).length > (best.match(HANS) ?? []).length ? part : best));
  const escaped = literals.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  let next = 0;
  const numbered = english.replace(/\{(\d*)\}/g, (_, number: string) => `{${number || ++next}}`);
  const weight = (source.match(HANS) ?? []).length;
  const value = weight >= SAYS_MUCH ? "\\s*(.+?)\\s*" : "\\s*([^，。；：！？→]+?)\\s*"; // what says little goes not beyond a clause
  patterns.push({ form: new RegExp(`^${escaped.join(value)}$`, "s"), anchor, english: numbered, weight, sure });
}

/** One text in English, or the text itself where the book is closed or has nothing for it. */
export function say(text: string): string {
  if (!reading() || !HAN.test(text)) return text;
  const inner = text.trim();
  const found = find(inner);
  return found === null ? text : text.replace(inner, () => found);
}

function find(text: string): string | null {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const found = byTheBook(text) ?? withoutEdges(text) ?? inParts(text);
  known.set(text, found);
  return found;
}

const key = (text: string) =>
  text.replace(/<\/?\d+>/g, "").replace(/\s+/g, " ").replace(/ (?=[^\x20-\x7e])|(?<=[^\x20-\x7e]) /g, "").trim();

function byTheBook(text: string): string | null {
  const sought = key(text);
  const direct = whole.get(sought);
  if (direct !== undefined) return direct;
  const moment = natural(sought);
  if (moment !== sought && !HAN.test(moment)) return moment;
  for (const phrase of patterns) {
    const values = sought.includes(phrase.anchor) ? phrase.form.exec(sought)?.slice(1) : undefined;
    if (!values) continue;
    const shown = values.map(value);
    if (phrase.sure || phrase.weight >= WEAK || !shown.some((word) => HAN.test(word))) return filled(phrase.english, shown);
  }
  return null;
}

function value(raw: string): string {
  if (!HAN.test(raw)) return raw;
  const found = find(raw.trim());
  return found === null || HAN.test(found) ? raw : within(found);
}

function filled(english: string, values: string[]): string {
  let last = "";
  return english.replace(/\{(\d+)\}|\[([^[\]|]*)(?:\|([^[\]|]*))?\]/g, (_, number, one, many) => {
    if (number) {
      const word = values[Number(number) - 1] ?? "";
      if (/^[\d,.]+$/.test(word)) last = word;
      return word;
    }
    if (many === undefined) return last === "1" ? "" : one;
    return last === "1" ? one : many;
  });
}

function within(english: string): string {
  const word = /^[A-Za-z-]+/.exec(english)?.[0] ?? "";
  const proper = word === "I" || word === "GPS" || word.slice(1) !== word.slice(1).toLowerCase();
  return proper ? english : english.charAt(0).toLowerCase() + english.slice(1);
}

const marks = (text: string) => Array.from(text, (sign) => MARKS[sign] ?? sign).join("");

function withoutEdges(text: string): string | null {
  const [, before = "", inner = "", after = ""] = EDGES.exec(text) ?? [];
  if (!inner || !(before || after)) return null;
  const found = find(inner);
  return found === null ? null : (marks(before) + found + marks(after)).trim();
}

function inParts(text: string): string | null {
  const level = LEVELS.find((signs) => [...signs].some((sign) => text.includes(sign)));
  if (!level) return null;
  const parts = text.split(new RegExp(`([${level}])`)).filter(Boolean);
  const english = parts.map((part) => (HAN.test(part) ? find(part.trim()) : null));
  if (!english.some((part) => part !== null)) return null;
  const joined = parts.reduce((before, part, index) => {
    const found = english[index] ?? (HAN.test(part) ? part : marks(part));
    return before + (/[,(;]\s*$/.test(before) ? within(found) : found);
  }, "");
  return joined.replace(/ +(?=[ ,.;:)])|(?<=\() /g, "").trim();
}
