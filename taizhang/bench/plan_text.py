"""A long text in the words of such plans, invented, to read."""

from __future__ import annotations

_PLAN = """{place}开展{matter}专项整治实施方案

为切实消除{matter}领域风险隐患，经研究，决定在全{unit}范围内开展专项整治，制定本方案。

一、工作目标
到2026年{month}月底，{matter}隐患整改率达到{share}%以上，重点单位检查覆盖率达到100%。

二、组织领导
成立{place}{matter}专项整治工作领导小组，负责统筹协调。领导小组办公室设在应急管理办公室。

三、时间安排
（一）动员部署阶段（2026年3月1日至3月31日）。各社区制定细化措施，召开动员会。
（二）排查整治阶段（2026年4月1日至9月30日）。逐户排查，建立台账，限期整改。
（三）巩固提升阶段（2026年10月1日至{month}月20日）。开展回头看，完善长效机制。

四、重点任务
1.开展全面排查。由应急管理办公室牵头，市场监管所、派出所配合，4月30日前完成首轮排查。
2.落实限期整改。一般隐患3日内整改，重大隐患15日内整改，逾期未改的挂牌督办。
3.强化宣传培训。各社区每季度至少开展一次安全培训，每户发放一份告知书。
4.严格执法检查。综合执法队对拒不整改的依法处理，典型案例予以通报。

五、工作要求
各社区于每周五16时前报送本周进展，每月25日前报送月度小结，{month}月25日前报送工作总结。
对工作不力、进展缓慢的，由领导小组办公室约谈；造成严重后果的，依规问责。

"""

_MATTERS = ("燃气安全", "消防通道", "小作坊食品", "校园周边", "农村房屋", "危险路段")


def plan_text(size: int) -> str:
    """At least so many bytes of UTF-8: many plans one after the other, no two alike."""
    parts: list[str] = []
    length = number = 0
    while length < size:
        matter = _MATTERS[number % len(_MATTERS)]
        part = _PLAN.format(
            place=f"青禾县第{number + 1}街道", unit="街道", matter=matter, month=11 + number % 2, share=90 + number % 10
        )
        parts.append(part)
        length += len(part.encode())
        number += 1
    return "".join(parts)
