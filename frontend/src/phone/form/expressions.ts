// The conditions and calculations of checklists (relevant, constraint, calculation): the part of XPath that we speak.
//   ${gas} = 'lpg' and (${seats} >= 50 or not(selected(${seen}, 'none')))
// The server reads them by the same rules (taizhang.core.checklists.expressions); the tests hold both to one table.
import type { Answers } from "../model";

export type Value = string | number | boolean;

/** What an expression is about; `repeated` says of each repeated item which group it belongs to. */
export interface Scene {
  answers: Answers;
  repeated: Record<string, string>;
  repeat: string;
  turn: number;
  itself: string;
  today: string;
}

type Given = Value[][];

const TOKEN = /\s*(\$\{[A-Za-z_][\w.-]*\}|'[^']*'|"[^"]*"|\d+(?:\.\d+)?|<=|>=|!=|[=<>(),+*.-]|[a-z][a-z0-9-]*)/y;
const SIGNS = ["=", "!=", "<=", ">=", "<", ">"];
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

/** The value of an expression. Throws SyntaxError for one that cannot be read: the server lets none of them in. */
export function evaluate(text: string, scene: Scene): Value {
  return one(new Reader(tokens(text), scene).whole());
}

/** Whether a condition holds. One that cannot be read holds. */
export function holds(condition: string | undefined, scene: Scene): boolean {
  if (!condition?.trim()) return true; // a day kept from before an update of the app has no such condition
  try {
    return truth(evaluate(condition, scene));
  } catch {
    return true;
  }
}

/** The value as an answer: whole numbers without a point, what is no number as nothing. */
export function words(value: Value): string {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return Number.isFinite(value) ? String(Number(value.toFixed(10))) : "";
  return value;
}

/** The answers to an item as the scene sees them: from outside its repeated group those of all its turns. */
export function valuesOf(name: string, scene: Scene): string[] {
  const group = scene.repeated[name] ?? "";
  if (!group) return [text(scene.answers[name])];
  if (group === scene.repeat) return [text(scene.answers[scene.turn === 1 ? name : `${name}#${scene.turn}`])];
  const keys = Object.keys(scene.answers).filter((key) => key === name || key.startsWith(`${name}#`));
  return keys.map((key) => text(scene.answers[key])).filter((value) => value !== "");
}

function tokens(source: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const match = TOKEN.exec(source);
    if (!match) throw new SyntaxError(source);
    found.push(match[1]);
  }
  return found;
}

const text = (answer: string | string[] | undefined) => (Array.isArray(answer) ? answer.join(" ") : (answer ?? ""));
const one = (values: Value[] | undefined): Value => values?.[0] ?? "";
const numbers = (values: Value[]) => values.filter((value) => value !== "").map(number);

function truth(value: Value): boolean {
  return typeof value === "string" ? value !== "" : Boolean(value);
}

/** As XForms counts: a day is its number since 1970. */
function number(value: Value): number {
  if (typeof value !== "string") return Number(value);
  const day = DAY.exec(value.trim());
  if (day) return Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) / 86_400_000;
  return value.trim() === "" ? NaN : Number(value);
}

function rounded(value: number, digits: number): number {
  const by = Math.max(-9, Math.min(9, Number.isNaN(digits) ? 0 : Math.trunc(digits)));
  return Math.floor(value * 10 ** by + 0.5) / 10 ** by;
}

const FUNCTIONS: Record<string, (given: Given, scene: Scene) => Value> = {
  not: ([value]) => !truth(one(value)),
  selected: ([value, wanted]) => words(one(value)).split(" ").includes(words(one(wanted))),
  true: () => true,
  false: () => false,
  if: ([condition, yes, no]) => (truth(one(condition)) ? one(yes) : one(no)),
  coalesce: ([first, second]) => (one(first) !== "" ? one(first) : one(second)),
  number: ([value]) => number(one(value)),
  string: ([value]) => words(one(value)),
  int: ([value]) => Math.trunc(number(one(value))),
  round: ([value, digits]) => rounded(number(one(value)), digits ? number(one(digits)) : 0),
  "string-length": ([value]) => words(one(value)).length,
  "count-selected": ([value]) => words(one(value)).split(/\s+/).filter(Boolean).length,
  concat: (given) => given.flat().map(words).join(""),
  today: (_, scene) => scene.today,
  regex: ([value, pattern]) => new RegExp(words(one(pattern))).test(words(one(value))),
  count: ([values]) => values.filter((value) => value !== "").length,
  sum: ([values]) => numbers(values).reduce((total, value) => total + value, 0),
  min: (given) => least(given.flatMap(numbers), -1),
  max: (given) => least(given.flatMap(numbers), 1),
};

const least = (values: number[], way: number) =>
  values.length === 0 ? NaN : way * Math.max(...values.map((value) => way * value));

class Reader {
  private at = 0;

  constructor(
    private tokens: string[],
    private scene: Scene,
  ) {}

  whole(): Value[] {
    const value = this.either();
    if (this.at < this.tokens.length) throw new SyntaxError(this.tokens[this.at]);
    return value;
  }

  private either(): Value[] {
    let value = this.both();
    while (this.take("or")) {
      const other = this.both();
      value = [truth(one(value)) || truth(one(other))];
    }
    return value;
  }

  private both(): Value[] {
    let value = this.compared();
    while (this.take("and")) {
      const other = this.compared();
      value = [truth(one(value)) && truth(one(other))];
    }
    return value;
  }

  private compared(): Value[] {
    const left = this.sum();
    const sign = this.take(...SIGNS);
    return sign ? [compare(one(left), sign, one(this.sum()))] : left;
  }

  private sum(): Value[] {
    let value = this.product();
    for (let sign = this.take("+", "-"); sign; sign = this.take("+", "-")) {
      value = [reckon(number(one(value)), sign, number(one(this.product())))];
    }
    return value;
  }

  private product(): Value[] {
    let value = this.single();
    for (let sign = this.take("*", "div", "mod"); sign; sign = this.take("*", "div", "mod")) {
      value = [reckon(number(one(value)), sign, number(one(this.single())))];
    }
    return value;
  }

  private single(): Value[] {
    if (this.take("-")) return [-number(one(this.single()))];
    const token = this.tokens[this.at++];
    if (token === undefined) throw new SyntaxError("end");
    if (token === "(") return this.closed(this.either());
    if (token.startsWith("$")) return valuesOf(token.slice(2, -1), this.scene);
    if (/^['"]/.test(token)) return [token.slice(1, -1)];
    if (/^\d/.test(token)) return [Number(token)];
    if (token === ".") return [this.scene.itself];
    return this.called(token);
  }

  private called(name: string): Value[] {
    if (!Object.hasOwn(FUNCTIONS, name) || !this.take("(")) throw new SyntaxError(name);
    const given: Given = [];
    while (!this.take(")")) {
      given.push(this.either());
      if (!this.take(",") && this.tokens[this.at] !== ")") throw new SyntaxError(name);
    }
    return [FUNCTIONS[name](given, this.scene)];
  }

  private closed(value: Value[]): Value[] {
    if (!this.take(")")) throw new SyntaxError(")");
    return value;
  }

  private take(...wanted: string[]): string {
    const token = this.tokens[this.at];
    if (!wanted.includes(token)) return "";
    this.at += 1;
    return token;
  }
}

function compare(left: Value, sign: string, right: Value): boolean {
  if (sign === "=" || sign === "!=") {
    const asTexts = typeof left === "string" && typeof right === "string";
    return (asTexts ? left === right : number(left) === number(right)) === (sign === "=");
  }
  if (left === "" || right === "") return false;
  const [first, second] = [number(left), number(right)];
  return { "<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second }[sign] ?? false;
}

function reckon(left: number, sign: string, right: number): number {
  if (sign === "+") return left + right;
  if (sign === "-") return left - right;
  if (sign === "*") return left * right;
  if (right === 0) return NaN;
  return sign === "div" ? left / right : left % right;
}
