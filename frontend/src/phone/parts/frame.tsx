// The frame of every screen: what it is about and the way back above, the one main action within thumb's reach below.
import type { ComponentChildren } from "preact";

import { Icon } from "./icon";

interface Screen {
  title: string;
  back?: boolean;
  action?: ComponentChildren;
  children: ComponentChildren;
}

export function Screen({ title, back = true, action, children }: Screen) {
  return (
    <>
      <header class="top">
        {back && (
          <button type="button" class="top-back" aria-label="返回" onClick={() => history.back()}>
            <Icon name="chevron-left" />
          </button>
        )}
        <h1>{title}</h1>
      </header>
      <main class={action ? "screen with-action" : "screen"}>
        {children}
        {action && <div class="action">{action}</div>}
      </main>
    </>
  );
}

type Tone = "open" | "done" | "watch" | "late" | "quiet";

const SIGNS: Record<Tone, string> = {
  open: "circle-dot",
  done: "circle-check",
  watch: "alert-triangle",
  late: "clock-exclamation",
  quiet: "circle-dashed",
};

/** How a thing stands: sign, word and colour together. */
export function Chip({ tone, icon, children }: { tone: Tone; icon?: string; children: ComponentChildren }) {
  return (
    <span class={`chip is-${tone}`}>
      <Icon name={icon ?? SIGNS[tone]} />
      {children}
    </span>
  );
}

export function Notice({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <div class={`notice is-${tone}`} role="status">
      <Icon name={SIGNS[tone]} />
      <div>{children}</div>
    </div>
  );
}

interface EmptyProps {
  icon: string;
  title: string;
  /** It fills the screen: the app has not begun yet. */
  start?: boolean;
  children?: ComponentChildren;
}

export function Empty({ icon, title, start = false, children }: EmptyProps) {
  return (
    <div class={start ? "empty start" : "empty"}>
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
