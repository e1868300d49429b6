// How times and counts are written for people.
import { now } from "../clock";

const two = (value: number) => String(value).padStart(2, "0");

/** 2026-05-13 09:04:27 */
export const clockTime = (at: Date) =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

/** 今天 17:00, 明天 9:00, 5月3日 */
export function dayTime(iso: string, present = now()): string {
  const at = new Date(iso);
  const days = Math.round((startOfDay(at) - startOfDay(present)) / 86_400_000);
  const clock = `${at.getHours()}:${two(at.getMinutes())}`;
  const near: Record<number, string> = { [-1]: "昨天", 0: "今天", 1: "明天" };
  if (near[days]) return `${near[days]} ${clock}`;
  const day = `${at.getMonth() + 1}月${at.getDate()}日`;
  return at.getFullYear() === present.getFullYear() ? day : `${at.getFullYear()}年${day}`;
}

/** How the time left stands: 逾期 3 天, 今天到期, 还剩 5 天 */
export function timeLeft(iso: string, present = now()): { text: string; late: boolean; near: boolean } {
  const at = new Date(iso);
  const days = Math.round((startOfDay(at) - startOfDay(present)) / 86_400_000);
  if (at < present) return { text: days === 0 ? "今天已到期" : `逾期 ${-days} 天`, late: true, near: false };
  if (days === 0) return { text: `今天 ${at.getHours()}:${two(at.getMinutes())} 到期`, late: false, near: true };
  return { text: `还剩 ${days} 天`, late: false, near: days <= 2 };
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

export const SEVERITIES: Record<string, string> = { general: "一般", serious: "较大", major: "重大" };
