"""An outcome for people to read."""

from __future__ import annotations

from collections.abc import Sequence

from taizhang.core.burden import Ask

from .outcome import Break, Day, Load, Outcome, Together, VillageAsked, VillageTogether

WEEKS = "日期        阶段      检查  立案  销号  未销号  逾期  任务完成    逾期任务  按时  迟报  漏报  迟到"


def told(found: Outcome) -> str:
    """One plan: what happened each week, the load, the breaks, the promises."""
    lines = [f"推演：{found.title}", *_ground(found), "", *_weeks(found.days)]
    lines += ["", "岗位负担（最忙的一个岗位，每周分钟）", *_loads(found.loads)]
    if found.villages_asked:
        lines += ["", "每个社区（村）每周被要求（平均，括号内为最忙的一周）"]
    lines += [f"  {one.place}：{_asked(one)}" for one in found.villages_asked]
    return "\n".join([*lines, "", *_breaks(found.breaks), "", *_promises(found)])


def told_together(found: Together) -> str:
    """Several plans: each by itself, then what all of them ask of the same posts and villages."""
    lines = [f"推演：{len(found.packs)} 个方案同日启动", *_ground(found)]
    if found.shared:
        lines.append("共用：" + "，".join(f"{kind} {count} 个在几个方案里" for kind, count in found.shared.items()))
    for one in found.campaigns:
        lines += ["", f"【{one.title}】{one.starts_on} 至 {one.ends_on}", *_weeks(one.days)]
        lines += [f"  {village.place}：{_asked(village)}" for village in one.villages_asked]
        lines += _breaks(one.breaks)
    lines += ["", "【合计】", "岗位负担（最忙的一个岗位，每周分钟，人力按整个工作日计）", *_loads(found.loads)]
    lines += _breaks(found.breaks)
    titles = {one.pack: one.title for one in found.campaigns}
    for village in found.villages_asked:
        lines += ["", f"{village.place}每周被要求：{_asked(village)}"]
        lines.append(f"  最忙的一周（{village.peak_week}）各方案占：")
        lines += [f"    {share.title}：{_ask(share.asked)}" for share in village.shares if share.asked.minutes]
        lines.append("  这一周要做的：")
        lines += [f"    {rule.title}（{titles[rule.pack]}）：{_ask(rule.asked)}" for rule in village.rules]
    return "\n".join([*lines, "", *_promises(found)])


def _ground(found: Outcome | Together) -> list[str]:
    return [
        f"{found.starts_on} 至 {found.ends_on}，{found.villages} 个社区（村），种子 {found.seed}",
        "人员：" + "，".join(f"{role} {count}" for role, count in found.people.items()),
        "习惯：" + "，".join(f"{habit} {count}" for habit, count in found.habits.items()),
        "对象：" + "，".join(f"{kind} {count}" for kind, count in found.subjects.items()),
    ]


def _weeks(days: Sequence[Day]) -> list[str]:
    lines = [WEEKS]
    for number, day in enumerate(days, 1):
        if number % 7 == 0 or number == len(days):
            week = days[max(0, number - 7) : number]
            done, filed, struck, late = (
                sum(getattr(one, name) for one in week) for name in ("inspections", "filed", "struck", "arrived_late")
            )
            lines.append(
                f"{day.date}  {day.phase or '——':　<4} {done:5} {filed:5} {struck:5} {day.open:7} {day.overdue:5}"
                f" {day.duties_met:5}/{day.duties_owed:<6} {day.duties_lapsed:6} {day.reports_on_time:6}"
                f" {day.reports_late:5} {day.reports_missing:5} {late:5}"
            )
    return lines


def _loads(loads: Sequence[Load]) -> list[str]:
    return [
        f"  {load.role}：{load.people} 人，平均 {load.mean}，最多 {load.peak}（{load.peak_week} {load.peak_post}），"
        f"可用 {load.capacity}"
        for load in loads
    ]


def _asked(one: VillageAsked | VillageTogether) -> str:
    return (
        f"{one.mean.minutes:.0f}（{one.peak.minutes:.0f}）分钟，填 {one.mean.typed:.0f}（{one.peak.typed:.0f}）栏，"
        f"照片 {one.mean.photos:.1f}，报表 {one.mean.reports:.1f}，会议 {one.mean.meetings:.1f}"
    )


def _ask(ask: Ask) -> str:
    return f"{ask.minutes:.0f} 分钟，填 {ask.typed:.0f} 栏，照片 {ask.photos:.1f}"


def _breaks(breaks: Sequence[Break]) -> list[str]:
    lines = ["方案会在这些地方出问题" if breaks else "没有发现会出问题的地方"]
    for one in breaks:
        most = f"（{one.place}，{one.since}起）" if one.place and one.since else ""
        lines.append(f"  {one.where}{most}：{one.why}")
    return lines


def _promises(found: Outcome | Together) -> list[str]:
    held = [f"  {'成立' if one.holds else '不成立'}  {one.title}（{one.detail}）" for one in found.invariants]
    return ["系统的承诺", *held]
