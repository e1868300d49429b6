"""Words of the trade that a newcomer may not know, each in a sentence of our own, the English of it in the phrase book.

Pages mark the first of each in their headings and labels (`frontend/src/office/words.ts`); the help lists them all.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from taizhang.accounts.appearance import ENGLISH
from taizhang.web.english.door import translator


@dataclass(frozen=True, slots=True)
class Word:
    """`found` and `found_in_english`: how it stands on a page. What means many things in English is found nowhere."""

    word: str
    meaning: str
    english: str
    found_in_english: tuple[str, ...] = ()

    @property
    def found(self) -> tuple[str, ...]:
        return tuple(self.word.split("、"))


WORDS = (
    Word(
        "台账", "一直在更新的清单：有哪些问题，谁负责，办到哪一步，什么时候到期。",
        "ledger", ("ledger", "ledgers"),
    ),
    Word(
        "底数", "要管的全部对象的名册。底数清楚，才知道还有哪些没有查到。",
        "register", ("register",),
    ),
    Word(
        "整治对象", "这次整治要检查的一户、一处或一段，例如一家餐馆、一段河道。",
        "subject", ("subject", "subjects"),
    ),
    Word(
        "网格", "最小的管理范围，由一名网格员负责。",
        "grid", ("grid", "grids", "grid worker", "grid workers"),
    ),
    Word(
        "牵头单位", "对一类问题总负责的部门；配合单位按分工参加。",
        "lead unit", ("lead unit", "lead units"),
    ),
    Word(
        "条线", "一个部门从上到下负责的那一类工作；“块”指一个地方的全部工作。",
        "line", ("line",),
    ),
    Word(
        "立案", "把发现的问题登记进台账，从这时起计算期限。",
        "file", ("filed", "filing"),
    ),
    Word(
        "派单", "把问题交给一个承办单位，写明整改期限和措施。",
        "assign", ("assign", "assigned", "assignment"),
    ),
    Word(
        "整改", "承办单位把问题解决掉，并交上照片等证明。",
        "rectify", ("rectify", "rectified", "rectification"),
    ),
    Word(
        "复查", "由检查的一方到现场看是否真的整改好了。",
        "recheck", ("recheck", "rechecks", "rechecked"),
    ),
    Word(
        "验收", "复查合格以后，由有权的单位确认。",
        "accept", ("acceptance",),
    ),
    Word(
        "销号", "问题确认解决，从未办结的清单里划去；记录仍然保留。",
        "strike off", ("strike off", "struck off"),
    ),
    Word(
        "挂牌督办", "重大问题由上级点名盯办，公开期限和责任人，办结后才摘牌。",
        "named supervision", ("named supervision",),
    ),
    Word(
        "移送", "超出本单位职权的，连同材料交给有权处理的机关。",
        "refer", ("referral", "referrals", "referred"),
    ),
    Word(
        "取缔", "依法不允许存在的，停止并拆除或关闭。",
        "ban", ("ban", "bans", "banned"),
    ),
    Word(
        "回头看", "整改一段时间以后再去看，防止问题反复。",
        "look-back", ("look-back", "look-backs"),
    ),
    Word(
        "举一反三", "从一个问题出发，检查同类的地方有没有同样的问题。",
        "learn from one case", ("learn from one case", "learning from one case"),
    ),
    Word(
        "双随机", "检查的对象和检查的人都由抽签决定，事后任何人都能验算。",
        "double random", ("double random", "double-random"),
    ),
    Word(
        "提醒", "期限将到时先告诉责任人；逾期后依次是督办、通报、约谈、问责。",
        "remind", ("urgings", "reminders"),
    ),
    Word(
        "约谈", "由上级找责任人当面谈，要求说明原因和改正办法。",
        "interview", ("interview", "interviews"),
    ),
    Word(
        "报送", "按规定的时间把数字和情况交给上级；过了截止时间是迟报，没有交是漏报。",
        "report", ("reports",),
    ),
    Word(
        "定稿", "到截止时间把报告固定下来；以后只能更正并留痕，不能悄悄改。",
        "freeze", ("freeze", "frozen"),
    ),
    Word(
        "日调度", "每天开一次短会，把落后的事摆出来，定下谁在什么时候办。",
        "daily dispatch", ("daily dispatch",),
    ),
    Word(
        "红旗、黑旗", "评比结果：做得好的得红旗，落后的得黑旗，计算办法公开，可以申诉。",
        "red flag, black flag", ("red flag", "red flags", "black flag", "black flags"),
    ),
    Word(
        "责任书", "把各人负责的事写清楚并签字的文书。",
        "letter of responsibility", ("letter of responsibility", "letters of responsibility"),
    ),
    Word(
        "方案体检", "方案下发前检查：期限有没有矛盾，任务有没有人负责，基层做不做得完。",
        "check-up", ("check-up",),
    ),
    Word(
        "推演", "用模拟的人和时间把方案先走一遍，看哪里会断。",
        "rehearsal", ("rehearsal", "rehearsals"),
    ),
    Word(
        "封签", "把一段时间的记录锁成一环接一环的链，事后改动任何一条都能查出来。",
        "seal", ("seal", "seals", "sealed"),
    ),
    Word(
        "三员", "系统管理员、安全管理员、审计员，由三个人担任，互相制约。",
        "three administrators", ("three administrators",),
    ),
)  # fmt: skip


@cache
def words_data(language: str) -> str:
    """For the pages, as JSON: how each word stands there and what it means; in English with the Chinese beside it."""
    return json.dumps([_entry(word, language) for word in WORDS], ensure_ascii=False, separators=(",", ":"))


def _entry(word: Word, language: str) -> dict[str, Any]:
    if language == ENGLISH:
        return {"found": word.found_in_english, "meaning": translator().text(word.meaning), "chinese": word.word}
    return {"found": word.found, "meaning": word.meaning}


@cache
def words_version(language: str) -> str:
    """So that a browser may keep the words until they change."""
    return hashlib.sha256(words_data(language).encode()).hexdigest()[:12]
