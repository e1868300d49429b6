// The conditions of checklists (`relevant`): the part of XPath that they use.
//   ${gas} = 'lpg' or (${seats} >= 50 and not(selected(${seen}, 'none')))
import type { Answers } from "../model";

type Value = string | number | boolean;

const TOKEN = /\s*(\$\{[a-z][a-z0-9_]*\}|'[^']*'|"[^"]*"|\d+(?:\.\d+)?|<=|>=|!=|[=<>(),]|[a-z][a-z-]*)/y;

/** Whether an item is asked for, given the answers so far. A condition that cannot be read asks for it. */
export function isRelevant(condition: string, answers: Answers): boolean {
  if (!condition.trim()) return true;
  try {
    return truth(new Reader(tokens(condition), answers).whole());
  } catch {
    return true;
  }
}

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(text);
    found.push(match[1]);
  }
  return found;
}

const truth = (value: Value) => (typeof value === "string" ? value !== "" : Boolean(value));

class Reader {
  private at = 0;

  constructor(
    private tokens: string[],
    private answers: Answers,
  ) {}

  whole(): Value {
    const value = this.either();
    if (this.at < this.tokens.length) throw new SyntaxError(this.tokens[this.at]);
    return value;
  }

  private either(): Value {
    let value = this.both();
    while (this.take("or")) {
      const other = this.both();
      value = truth(value) || truth(other);
    }
    return value;
  }

  private both(): Value {
    let value = this.compared();
    while (this.take("and")) {
      const other = this.compared();
      value = truth(value) && truth(other);
    }
    return value;
  }

  private compared(): Value {
    const left = this.single();
    const sign = ["=", "!=", "<=", ">=", "<", ">"].find((candidate) => this.take(candidate));
    return sign ? compare(left, sign, this.single()) : left;
  }

  private single(): Value {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new SyntaxError("end");
    if (token === "(") return this.closed(this.either());
    if (token.startsWith("$")) return this.answer(token.slice(2, -1));
    if (/^['"]/.test(token)) return token.slice(1, -1);
    if (/^\d/.test(token)) return Number(token);
    return this.called(token);
  }

  private called(name: string): Value {
    if (!this.take("(")) throw new SyntaxError(name);
    const given: Value[] = [];
    while (!this.take(")")) {
      given.push(this.either());
      this.take(",");
    }
    if (name === "not") return !truth(given[0]);
    if (name === "selected") return String(given[0]).split(" ").includes(String(given[1]));
    if (name === "true" || name === "false") return name === "true";
    throw new SyntaxError(name);
  }

  private closed(value: Value): Value {
    if (!this.take(")")) throw new SyntaxError(")");
    return value;
  }

  private answer(name: string): Value {
    const value = this.answers[name] ?? "";
    return Array.isArray(value) ? value.join(" ") : value;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }
}

function compare(left: Value, sign: string, right: Value): boolean {
  if (sign === "=" || sign === "!=") {
    const numbers = typeof left === "number" || typeof right === "number";
    const equal = numbers ? Number(left) === Number(right) : String(left) === String(right);
    return equal === (sign === "=");
  }
  if (left === "" || right === "") return false;
  const [one, other] = [Number(left), Number(right)];
  return { "<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other }[sign] ?? false;
}
