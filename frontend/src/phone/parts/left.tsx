// How long there is left, told apart without colour, too.
import { Chip } from "./frame";
import { timeLeft } from "./words";

export function Left({ due }: { due: string }) {
  const { text, late, near } = timeLeft(due);
  if (late) return <Chip tone="late">{text}</Chip>;
  if (near) return <Chip tone="watch" icon="clock">{text}</Chip>;
  return <Chip tone="quiet" icon="clock">{text}</Chip>;
}
