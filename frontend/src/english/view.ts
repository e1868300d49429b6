// The English view of the phone app: every element's texts and labels go through the phrase book where they are rendered,
// so that no screen knows of languages. `translate="no"` keeps what people wrote.
import { isValidElement, options, type VNode } from "preact";

import { HAN, reading, say } from "./book";

const LABELS = ["title", "placeholder", "aria-label", "alt"];
const HELD = 0xe000;
/** An element within a sentence is one character of it, and one of the phrase's values. */
const SIGN = /([\ue000-\uf8ff])/;

type Props = Record<string, unknown>;

export function translateWhatIsRendered(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    if (reading() && typeof vnode.type === "string") translate(vnode.props as Props);
    before?.(vnode);
  };
}

function translate(props: Props): void {
  if (props.translate === "no") return;
  for (const name of LABELS) {
    if (typeof props[name] === "string") props[name] = say(props[name]);
  }
  const { children } = props;
  if (typeof children === "string") props.children = say(children);
  else if (Array.isArray(children)) props.children = sentences(children);
}

const isText = (child: unknown) => typeof child === "string" || typeof child === "number";
const isEmpty = (child: unknown) => child === null || child === undefined || typeof child === "boolean";

/** Children with their sentences in English: a run of texts and elements is looked up as one. */
function sentences(children: unknown[]): unknown[] {
  const made: unknown[] = [];
  let run: unknown[] = [];
  const flush = () => {
    made.push(...sentence(run));
    run = [];
  };
  for (const child of children) {
    if (isText(child) || isEmpty(child) || isValidElement(child)) run.push(child);
    else {
      flush();
      made.push(Array.isArray(child) ? sentences(child) : child);
    }
  }
  flush();
  return made;
}

function sentence(run: unknown[]): unknown[] {
  if (!run.some(isText)) return run;
  const held: VNode[] = [];
  const written = run
    .filter((child) => !isEmpty(child))
    .map((child) => (isText(child) ? String(child) : String.fromCharCode(HELD + held.push(child as VNode) - 1)))
    .join("");
  const leading = /^[\ue000-\uf8ff]*/.exec(written)?.[0] ?? "";
  const trailing = /[\ue000-\uf8ff]*$/.exec(written.slice(leading.length))?.[0] ?? "";
  const middle = written.slice(leading.length, written.length - trailing.length);
  const ways = [say(written), leading + say(middle) + trailing].filter((said) => said !== written);
  const english = ways.find((said) => !HAN.test(said)) ?? ways[0]; // an icon before a text is no part of its sentence
  if (english === undefined) return piecewise(run);
  return english.split(SIGN).filter(Boolean).map((part) => (SIGN.test(part) ? held[part.charCodeAt(0) - HELD] : part));
}

/** Texts joined where they touch, so that `还有 `, `3`, ` 个` is one text, each put into English by itself. */
function piecewise(run: unknown[]): unknown[] {
  const made: unknown[] = [];
  for (const child of run) {
    const last = made.length - 1;
    if (isText(child) && typeof made[last] === "string") made[last] = `${made[last]}${String(child)}`;
    else made.push(isText(child) ? String(child) : child);
  }
  return made.map((child) => (typeof child === "string" ? say(child) : child));
}
