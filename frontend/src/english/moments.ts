// Dates, spans and measures as English has them; the same rules as taizhang/web/english/moments.py.
const MONTHS = ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const UNITS: Record<string, string> = {
  个工作日: "working day", 个月: "month", 周: "week", 天: "day", 小时: "hour", 分钟: "minute", 秒: "second",
};

const counted = (count: string, unit: string) => `${count} ${unit}${count === "1" ? "" : "s"} `;

/** The text with its dates and spans in English, the text itself where there are none. */
export function natural(text: string): string {
  const made = text
    .replace(/(\d{4})年(\d{1,2})月(\d{1,2})日/g, (_, year, month, day) => `${day} ${MONTHS[month]} ${year} `)
    .replace(/(\d{1,2})月(\d{1,2})日/g, (_, month, day) => `${day} ${MONTHS[month]} `)
    .replace(/(\d+)\s*(个工作日|个月|周|天|小时|分钟|秒)/g, (_, count, unit) => counted(count, UNITS[unit]!))
    .replace(/(\d[\d.]*)\s*公里/g, "$1 km ")
    .replace(/(\d[\d.]*)\s*平方米/g, "$1 m² ")
    .replace(/(\d[\d.]*)\s*米/g, "$1 m ")
    .replace(/(\d[\d.]*)\s*亩/g, "$1 mu ");
  return made === text ? text : made.replace(/\s+/g, " ").trim();
}
