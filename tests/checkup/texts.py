"""A plan of an invented town without any defect, and its twins with one defect each."""

from __future__ import annotations

SOUND = """禾田镇沿街商铺消防安全专项整治实施方案

为消除全镇沿街商铺火灾隐患，制定本方案。

一、工作目标
全镇沿街商铺排查覆盖率达到100%，隐患整改率达到100%。

二、实施时间
专项整治从2026年3月2日开始，到2026年6月30日结束。

三、实施步骤
专项整治分为三个阶段。
（一）动员部署阶段（2026年3月2日至3月15日）。镇应急办负责召开动员会。
（二）集中整治阶段（2026年3月16日至6月10日）。各村（社区）负责逐户排查。
（三）巩固提高阶段（2026年6月11日至6月30日）。镇应急办负责总结经验。

四、重点任务
（一）清理疏散通道。镇综合执法队负责清理占用、堵塞的疏散通道，于2026年5月20日前完成。
（二）更换老旧线路。镇经济发展办负责更换老旧线路3公里。
（三）培训经营人员。镇市场监管所负责培训经营人员200人。

五、工作要求
（一）信息报送。各村（社区）每周五16时前将排查情况报送镇应急办。
（二）督促检查。逾期未完成的，先提醒，再督办，仍未完成的予以通报、约谈，直至问责。

禾田镇人民政府
2026年2月25日
"""

DEFECTS: dict[str, tuple[str, str]] = {
    "numbering.starts-late": ("四、重点任务\n（一）", "四、重点任务\n（二）"),
    "numbering.gap": ("（三）培训经营人员。", "（四）培训经营人员。"),
    "numbering.repeated": ("（三）培训经营人员。", "（二）培训经营人员。"),
    "numbering.count": ("分为三个阶段", "分为四个阶段"),
    "numbering.empty": ("镇应急办。\n（二）督促检查", "镇应急办。\n（二）落实经费\n（三）督促检查"),
    "blank.date": ("于2026年5月20日前完成", "于x月xx日前完成"),
    "blank.time": ("每周五16时前", "每周五xx:xx前"),
    "blank.number": ("经营人员200人", "经营人员xx人"),
    "blank.amount": ("老旧线路3公里", "老旧线路公里"),
    "blank.name": ("镇经济发展办负责", "xx办负责"),
    "blank.noise": ("制定本方案。", "制定本方案。当前隐藏内容免费查看"),
    "date.impossible": ("5月20日前", "6月31日前"),
    "date.weekday": ("5月20日前", "5月20日（星期五）前"),
    "date.reversed": ("至3月15日）", "至3月1日）"),
    "date.contradiction": (
        "再督办，", "再督办，集中整治阶段（2026年3月16日至6月20日）结束后"
    ),
    "phase.undated": ("巩固提高阶段（2026年6月11日至6月30日）", "巩固提高阶段"),
    "phase.half-dated": ("巩固提高阶段（2026年6月11日至6月30日）", "巩固提高阶段（2026年6月30日前）"),
    "phase.overlap": ("（2026年3月16日至", "（2026年3月10日至"),
    "phase.shared-day": ("（2026年3月16日至", "（2026年3月15日至"),
    "phase.gap": ("（2026年3月16日至", "（2026年3月25日至"),
    "phase.outside": ("至6月30日）", "至7月31日）"),
    "phase.uncovered": ("到2026年6月30日结束", "到2026年7月31日结束"),
    "deadline.outside": ("2026年5月20日前", "2026年9月20日前"),
    "deadline.past": ("2026年5月20日前", "2026年1月20日前"),
    "deadline.rest-day": ("每周五16时前将", "于2026年5月23日前将"),
    "duty.nobody": ("镇综合执法队负责清理", "清理"),
    "duty.everybody": ("镇综合执法队负责清理", "各有关部门负责清理"),
    "report.no-cutoff": ("每周五16时前将排查情况报送", "及时将排查情况报送"),
    "report.no-receiver": ("排查情况报送镇应急办", "排查情况上报"),
    "target.no-figure": ("排查覆盖率达到100%", "排查覆盖率明显提高"),
    "ladder.no-first-rung": ("先提醒，再督办，仍未完成的予以通报、约谈，直至问责", "一律严肃问责"),
    "ladder.none": ("逾期未完成的，先提醒，再督办，仍未完成的予以通报、约谈，直至问责", "要经常检查"),
    "burden.twice-daily": ("每周五16时前将", "每天上午、下午两次将"),
    "burden.fine": ("直至问责", "对村干部每人罚款300元，直至问责"),
    "burden.clock-in": ("逐户排查", "逐户排查并拍照打卡"),
    "burden.track": ("逐户排查", "逐户排查，上传行动轨迹"),
    "burden.activity-rank": ("要求\n（一）信息报送。", "要求\n（一）信息报送。按上传照片数量排名。"),
    "burden.repeated-form": ("要求\n（一）信息报送。", "要求\n（一）信息报送。同一情况分别在三个平台填报。"),
}  # fmt: skip
"""{code: (what stands in the sound plan, what stands in its twin)}."""


def twin(code: str) -> str:
    """The sound plan with the one defect that breaks the rule `code`."""
    sound, broken = DEFECTS[code]
    assert SOUND.count(sound) >= 1, sound
    return SOUND.replace(sound, broken, 1)


_GROUP = (
    "二、组织领导\n由镇应急办、镇经济发展办、镇市场监管所、镇综合执法队、镇文化站等部门组成领导小组。\n三、实施时间"
)
_RENUMBERED = {
    "二、实施时间": _GROUP,
    "三、实施步骤": "四、实施步骤",
    "四、重点任务": "五、重点任务",
    "五、工作要求": "六、工作要求",
}
_HEADLESS = """（一）整治范围
全镇商铺。
（二）整治重点
通道。
（一）动员阶段（4月20日前）
开会。
（二）整治阶段（5月1日至5月9日）
排查。
"""


def changed(text: str, changes: dict[str, str]) -> str:
    for old, new in reversed(changes.items()):
        text = text.replace(old, new)
    return text


LOOSE = {
    "date.no-year": changed(SOUND, {"2026年": "", "2月25日\n": ""}),
    "phase.none": SOUND[: SOUND.index("二、实施时间")] + SOUND[SOUND.index("四、重点任务") :],
    "numbering.restart": _HEADLESS,
    "target.none": changed(SOUND, {"100%": "较高水平", "3公里": "", "200人": ""}),
    "duty.idle-unit": changed(SOUND, _RENUMBERED),
}
"""Twins that differ in more than one place."""
