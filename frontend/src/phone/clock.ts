// What time it is. Phones' clocks go wrong: what is shown and judged here goes by the server's, as far as it is known.
// Entries keep what the phone's own clock showed; the server writes its own time beside it.

/** Seconds: less is the network's delay, not the clock's error. */
export const CLOCK_ERROR = 120;

let offset = 0;

/** By how many seconds the phone's clock is behind the server's (negative: ahead). */
export function setClock(seconds: number): void {
  offset = Math.abs(seconds) > CLOCK_ERROR ? seconds : 0;
}

export const now = () => new Date(Date.now() + offset * 1000);

/** The phone's error in words: 快 3 分钟, 慢 2 小时, 慢 3 天; "" where it is right. */
export function errorInWords(seconds: number): string {
  if (Math.abs(seconds) <= CLOCK_ERROR) return "";
  const minutes = Math.round(Math.abs(seconds) / 60);
  const [count, unit] =
    minutes < 120 ? [minutes, "分钟"] : minutes < 2880 ? [Math.round(minutes / 60), "小时"] : [Math.round(minutes / 1440), "天"];
  return `${seconds > 0 ? "慢" : "快"} ${count} ${unit}`;
}
