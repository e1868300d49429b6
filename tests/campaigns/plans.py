"""Plans of invented places, as offices write them, for the tests of reading, review and start."""

from __future__ import annotations

import io
from typing import Any

from docx import Document

GAS = """青禾街道城镇燃气安全专项整治实施方案

为切实消除辖区燃气安全隐患，结合街道实际，制定本方案。

一、工作目标
辖区用气单位排查覆盖率达到100%，隐患整改率达到100%。

二、组织领导
成立青禾街道燃气安全专项整治领导小组。
组长：陆怀民  街道办事处主任
副组长：程思远  街道党工委委员
领导小组办公室设在街道应急办，负责日常工作。

三、实施步骤
（一）宣传发动阶段（4月20日前）。街道应急办负责召开动员部署会。各社区负责宣传燃气安全知识。
（二）排查治理阶段（4月21日至7月31日）。各社区负责对辖区燃气经营单位、餐饮场所开展拉网式排查。各生产经营单位要开展自查自纠。
（三）巩固提高阶段（8月1日至8月31日）。街道应急办负责对各社区落实情况进行督查。

四、工作要求
（一）信息报送。各社区每日16时前将排查情况报送街道应急办。
（二）督促问责。逾期未完成的予以督办，仍未完成的予以通报。
（三）资料归档。各社区要将各类文件、检查记录、图片收集归档，形成台账。
"""

RECIPE = """红烧茄子的做法
茄子两个，洗净切块，撒盐腌十分钟。
锅中放油烧热，下茄子煎软，盛出备用。
爆香葱姜蒜，放生抽、老抽、糖，倒入茄子焖三分钟，撒葱花出锅。
"""


def as_docx(text: str) -> bytes:
    """The text as a Word file, a paragraph a line."""
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


READING: dict[str, Any] = {
    "span": [0, len(GAS)],
    "title": "青禾街道城镇燃气安全专项整治实施方案",
    "issuer_level": "township",
    "subject": "城镇燃气安全专项整治",
    "period": None,
    "phases": [
        {"name": "宣传发动阶段", "start": None, "end": "--04-20", "quote": "（一）宣传发动阶段（4月20日前）"},
        {
            "name": "排查治理阶段",
            "start": "--04-21",
            "end": "--07-31",
            "quote": "（二）排查治理阶段（4月21日至7月31日）",
        },
        {
            "name": "巩固提高阶段",
            "start": "--08-01",
            "end": "--08-31",
            "quote": "（三）巩固提高阶段（8月1日至8月31日）",
        },
    ],
    "tasks": [
        {
            "title": "召开动员部署会",
            "lead": ["街道应急办"],
            "support": [],
            "due": "--04-20",
            "quote": "街道应急办负责召开动员部署会",
        },
        {
            "title": "宣传燃气安全知识",
            "lead": ["各社区"],
            "support": [],
            "due": "--04-20",
            "quote": "各社区负责宣传燃气安全知识",
        },
        {
            "title": "拉网式排查",
            "lead": ["各社区"],
            "support": [],
            "due": "--07-31",
            "quote": "各社区负责对辖区燃气经营单位、餐饮场所开展拉网式排查",
        },
        {
            "title": "自查自纠",
            "lead": ["各生产经营单位"],
            "support": [],
            "due": "--07-31",
            "quote": "各生产经营单位要开展自查自纠",
        },
        {
            "title": "督查各社区落实情况",
            "lead": ["街道应急办"],
            "support": [],
            "due": "--08-31",
            "quote": "街道应急办负责对各社区落实情况进行督查",
        },
        {
            "title": "资料收集归档",
            "lead": ["各社区"],
            "support": [],
            "due": None,
            "quote": "各社区要将各类文件、检查记录、图片收集归档，形成台账",
        },
    ],
    "deadlines": [],
    "reports": [
        {
            "from": "各社区",
            "to": "街道应急办",
            "what": "排查情况",
            "frequency": "daily",
            "due": "每日16时前",
            "quote": "各社区每日16时前将排查情况报送街道应急办",
        }
    ],
    "targets": [
        {"what": "排查覆盖率", "value": 100, "unit": "%", "quote": "辖区用气单位排查覆盖率达到100%"},
        {"what": "隐患整改率", "value": 100, "unit": "%", "quote": "隐患整改率达到100%"},
    ],
    "units": ["街道应急办", "各社区", "各生产经营单位"],
    "leaders": [
        {"role": "组长", "name": "陆怀民", "post": "街道办事处主任", "quote": "组长：陆怀民  街道办事处主任"},
        {
            "role": "副组长",
            "name": "程思远",
            "post": "街道党工委委员",
            "quote": "副组长：程思远  街道党工委委员",
        },
    ],
    "rules": [
        {
            "kind": "escalation",
            "text": "逾期督办、通报",
            "quote": "逾期未完成的予以督办，仍未完成的予以通报",
        },
        {
            "kind": "archive",
            "text": "资料归档",
            "quote": "各社区要将各类文件、检查记录、图片收集归档，形成台账",
        },
    ],
}
"""What a reading of GAS holds (plan-reading/reading.schema.json)."""
