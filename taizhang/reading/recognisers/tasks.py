"""The tasks of a plan: every numbered duty, every line of a list of duties, every duty of a phase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..grammar.responsibility import Bearing, bearings_in
from ..grammar.units import Name, is_name, names_in
from ..model import IsoDay, Phase, Task
from ..outline import Node
from ..plantext import PlanText, pieces
from ..sections import Section, section_of
from .duties import Duty, duties_in, opening_duty, quote_end, seats_in, sentence_end
from .places import section as section_at

_SILENT = (Section.ANNEX, Section.BASIS, Section.GOALS, Section.REPORTING)
_HEADED = (Section.TASKS, Section.NONE)
_LOW = ("round", "circle", "bullet")
_ANNOUNCES = re.compile(r"(?:包括|如下|下列|以下|主要有|分为)[^。;,]{0,12}[:。]?\s*$")
_TIMED = re.compile(r"(?:完成|整改|办结|落实)?(?:时限|时间|期限)(?:要求)?[:为]")
_PROBLEM = re.compile(
    r"^(?:未|不(?!断|定期|留)|无(?!死角)|违[法规反章]|是否|擅自|缺乏|缺少|超[范期]|非法|虚假|存在)|(?:未|不|无|违[法规反章]|擅自|非法|虚假|存在)[^,。;]*(?:的|行为|问题|现象)$"
)
_NO_DUTY = re.compile(
    r"(?:时间|期限|区域|范围|对象|目标|依据|意义|背景|标准|原则|思想|内容|重点|小组|专班|机构|指挥部)$"
)
_SANCTION = re.compile(
    r"(?:同时)?[^,。;]{0,10}(?:对|凡|如果?|未|因|逾期)[^。]{0,90}(?:罚款|扣[减除发分]|追究|问责|约谈|通报|处分|训诫|严肃处理|停[职业])"
)
_AIM = re.compile(r"(?:提高|提升|水平|达到|不发生|杜绝|减少|下降|为零|明显|增强|及时整改|整改率|普及率)")
_IMPERATIVE = re.compile(
    r"(?:[^,。]{1,24},)?(?:[一二三四五六七八九]是)?(?:要|须|必须|务必)?(?:坚决|及时|切实|认真|积极|全面|严格|进一步|深入|广泛|充分|集中|大力|统一|定期|持续|着力|继续|彻底)?(?:加强|加大|强化|开展|落实|建立|健全|完善|做好|抓好|组织|制定|推进|推动|排查|检查"
    r"|整治|清理|清除|清运|拆除|取缔|查处|打击|规范|宣传|发动|召开|成立|明确|督促|督查|巡查|整改|修复|维修|改造|提高|提升|实行|实施|采取|利用|发放|签订|收集|登记|摸清|摸底|平整|种植|恢复|复耕|复垦|流转|培训|演练|总结|验收|公示|设立|设置|配备|配齐|更换|保持|确保|保证|严禁|禁止|防止|引导|动员)"
)
_ACTS = re.compile(
    r":(?:主要)?(?:职责)?[是为]?:?(?:主要|具体|全面|牵头)?(?:负责|牵头|组织|承担|做好|配合|协助|指导|督促)"
)
_PARAGRAPH = re.compile(r"\n+")
_PART = re.compile(r"[。;!?\n]+")
_DATED_HEAD = re.compile(r"^[: ]*\([^()\n]{0,40}\)[。:, ]*|^[:。, ]+")


def find_tasks(plan: PlanText, phases: Sequence[Phase]) -> list[Task]:
    """Every task, in the order of the text; within a phase its end is the day by which the task is due."""
    return list(_Finder(plan, phases).found())


class _Finder:
    def __init__(self, plan: PlanText, phases: Sequence[Phase]) -> None:
        self.plan = plan
        self.phases = phases
        bodies = {section_at(node) for node in plan.nodes if node.parent and node.parent.style == "root"}
        self.scarce = not bodies & {Section.TASKS, Section.DUTIES, Section.PHASES}

    def found(self) -> Iterator[Task]:
        children = self.plan.root.children
        if not children:
            yield from self._unnumbered()
        elif children[0].style not in ("chinese", "part"):
            yield from self._spoken(*self.plan.root.text, None)
        for node in self.plan.root.children:
            yield from self._visit(node, None, None)

    def _unnumbered(self) -> Iterator[Task]:
        """A plan without any numbers or headings: what its sentences tell somebody, or anybody, to do."""
        for at, stop in pieces(self.plan.plain, *self.plan.root.text, _PART):
            spoken = duties_in(self.plan, at, stop)
            if spoken:
                yield from (self._task(duty, None) for duty in spoken)
            elif _IMPERATIVE.match(self.plan.plain, at, stop) and not _mostly_date(self.plan, at, stop):
                yield self._unled(at, stop, None, None)

    def _visit(self, node: Node, above: Bearing | None, due: IsoDay | None) -> Iterator[Task]:
        section = section_at(node)
        if section in _SILENT and not (section is Section.GOALS and self._bears(node)):
            return
        phase = self._phase_of(node)
        if phase is not None:
            section, due = Section.PHASES, phase.end or due
        own = bearings_in(self.plan.plain, *node.text)
        if not self._branches(node, section):
            yield from self._leaf(node, section, own[-1] if own else above, due)
            return
        head_bearing = own[-1] if own else above
        shared = self._shared(node) or head_bearing
        yield from self._spoken(node.body[0], node.body[1], due)
        for child in node.children:
            yield from self._visit(child, shared, due)

    def _bears(self, node: Node) -> bool:
        """Whether aims are handed out: each with its unit."""
        return bool(bearings_in(self.plan.plain, node.text[0], node.end))

    def _branches(self, node: Node, section: Section) -> bool:
        """Whether the children are duties of their own, not a list within one."""
        if not node.children:
            return False
        low = node.children[0].style in _LOW and node.style in ("digit", "round", "circle")
        if low:
            return any(bearings_in(self.plan.plain, *child.text) for child in node.children)
        announced = _ANNOUNCES.search(self.plan.text(node.text[0], node.text[1]))
        return not (
            announced and section_at(node) is not Section.PHASES and node.style not in ("chinese", "part", "bare")
        )

    def _shared(self, node: Node) -> Bearing | None:
        """A bracket on a line of its own after the last item: it governs them all where none has one of its own."""
        last = node.children[-1]
        while last.children:
            last = last.children[-1]
        stated = bearings_in(self.plan.plain, *last.text)
        if not stated:
            return None
        line = self.plan.text(last.text[0], stated[-1].start).rstrip("([ ")
        others = any(bearings_in(self.plan.plain, *child.text) for child in node.children[:-1])
        return stated[-1] if line.endswith("\n") and not others else None

    def _phase_of(self, node: Node) -> Phase | None:
        """The phase that the item is."""
        at, end = self.plan.source.place(node.start), self.plan.source.place(max(node.start, node.text[1] - 1))
        found = [phase for phase in self.phases if at <= phase.quote.start <= end]
        return found[0] if len(found) == 1 and found[0].quote.start - at < 12 else None

    def _leaf(self, node: Node, section: Section, bearing: Bearing | None, due: IsoDay | None) -> Iterator[Task]:
        if section is Section.DUTIES:
            yield from self._listed(node)
        elif section is Section.PHASES:
            yield from self._of_phase(node, bearing, due)
        elif section in (*_HEADED, Section.GOALS) or (section is Section.SAFEGUARDS and self.scarce):
            yield from self._headed(node, section, bearing, due)
        else:
            yield from self._spoken(*node.text, due)

    def _spoken(self, start: int, end: int, due: IsoDay | None) -> Iterator[Task]:
        seats = [seat for seat in seats_in(self.plan, start, end) if seat.told < seat.end]
        for duty in sorted([*duties_in(self.plan, start, end), *seats], key=_place):
            yield self._task(duty, due)

    def _of_phase(self, node: Node, bearing: Bearing | None, due: IsoDay | None) -> Iterator[Task]:
        if (
            node.parent
            and section_at(node.parent) is Section.PHASES
            and node.parent.style in ("stage", "bracketed")
            and node.style in ("digit", "round")
        ):
            yield from self._whole(node, bearing, due)
            return
        spoken = list(self._spoken(*node.body, due))
        if spoken:
            yield from spoken
            return
        begin, end = node.body
        opening = _DATED_HEAD.match(self.plan.text(begin, end))
        begin += opening.end() if opening else 0
        for at, stop in pieces(self.plan.plain, begin, end, _PART):
            if stop - at >= 15 and not _mostly_date(self.plan, at, stop):
                yield self._unled(at, stop, bearing, due)
                return

    def _listed(self, node: Node) -> Iterator[Task]:
        """The lines of a division of work: A负责…; a line or item that begins with a name and a colon."""
        names = tuple(names_in(self.plan.plain, *node.head)) if node.has_head else ()
        after = self.plan.text(node.head[1], node.head[1] + 6)
        if names and after.startswith(":") and (_ACTS.match(after) or all(is_name(name.text) for name in names)):
            yield self._task(
                Duty(names, (), node.start, node.head[1] + 1, sentence_end(self.plan, node.head[1], node.text[1])), None
            )
            return
        for at, stop in pieces(self.plan.plain, *node.text, _PARAGRAPH):
            colon = self.plan.plain.find(":", at, min(stop, at + 30))
            named = tuple(names_in(self.plan.plain, at, colon)) if colon > 0 else ()
            if named and (_ACTS.match(self.plan.plain, colon) or all(is_name(name.text) for name in named)):
                yield self._task(Duty(named, (), at, colon + 1, sentence_end(self.plan, colon + 1, stop)), None)
            else:
                yield from self._spoken(at, stop, None)

    def _headed(self, node: Node, section: Section, bearing: Bearing | None, due: IsoDay | None) -> Iterator[Task]:
        head = self.plan.text(*node.head)
        if node.style in ("chinese", "part", "bare") and section_of(head) is not Section.NONE:
            yield from self._paragraphs(node, section, bearing, due)
            return
        if section is not Section.TASKS and (self._is_aim(node) or _NO_DUTY.search(head)):
            return
        spoken = duties_in(self.plan, *node.body)
        single = section is not Section.TASKS and node.style == "bracketed" and bool(spoken)
        if bearing is None and (single or self._divided(node, spoken)):
            yield from (self._task(duty, due) for duty in spoken)
            return
        yield from self._whole(node, bearing, due)

    def _divided(self, node: Node, spoken: list[Duty]) -> bool:
        """Whether an item divides the work: sentence after sentence begins with another unit."""
        first = [duty for duty in spoken if self._opens_sentence(node, duty)]
        return len(first) >= 3 and all(name.is_body for duty in first for name in duty.lead)

    def _opens_sentence(self, node: Node, duty: Duty) -> bool:
        before = self.plan.text(node.text[0], duty.start).rstrip(" “")
        plain = self.plan.text(duty.told, duty.told + 2) in ("负责", "牵头", "承担", "落实")
        return not before or before[-1] in "。;\n:!?" or (plain and before[-1] == ",")

    def _paragraphs(self, node: Node, section: Section, bearing: Bearing | None, due: IsoDay | None) -> Iterator[Task]:
        """A chapter without numbers: each paragraph is a duty."""
        for at, stop in pieces(self.plan.plain, *node.body, _PARAGRAPH):
            spoken = list(self._spoken(at, stop, due))
            if spoken or section is not Section.TASKS:
                yield from spoken
            elif stop - at >= 20 and not _ANNOUNCES.search(self.plan.text(at, stop)):
                own = bearings_in(self.plan.plain, at, stop)
                yield self._unled(at, sentence_end(self.plan, at, stop), own[-1] if own else bearing, due)

    def _is_aim(self, node: Node) -> bool:
        """A short numbered line before the first chapter: an aim, or a problem, rather than a duty."""
        parent = node.parent
        if parent is None or parent.style != "root" or node.style != "digit":
            return False
        return node.own_line and node.head[1] - node.head[0] < 40 and bool(_AIM.search(self.plan.text(*node.head)))

    def _whole(self, node: Node, bearing: Bearing | None, due: IsoDay | None) -> Iterator[Task]:
        """One duty for the whole item."""
        text = self.plan.text(*node.text)
        title = self.plan.text(*node.head) if node.has_head else ""
        spoken = duties_in(self.plan, *node.text)
        if bearing is None and not spoken and _SANCTION.match(text):
            return
        if bearing is None and not spoken and _PROBLEM.search(title or re.split(r"[,。;]", text)[0]):
            return
        lead, support = self._bearers(node, bearing, spoken)
        end = node.end if node.children else node.text[1]
        day = self._due(node.start, end) or due
        longest = max(30, min(90, 6 * (node.head[1] - node.start) - 2)) if node.has_head else 90
        stop = self._whole_end(node, longest)
        if spoken and spoken[0].start - node.text[0] < 3:
            title = _title(self.plan, spoken[0].told, max(stop, spoken[0].told + 1))
        yield self._made(title or _title(self.plan, node.text[0], stop), lead, support, day, node.start, stop)

    def _whole_end(self, node: Node, longest: int) -> int:
        """The quote of an item: its heading and the first sentence under it."""
        begin = node.head[1] if node.has_head else node.text[0]
        if node.has_head and node.style in ("digit", "round") and self.plan.text(begin, begin + 2) in ("。\n", ";\n"):
            return begin
        while begin < node.text[1] and self.plan.plain[begin] in "。:;,\n ":
            begin += 1
        room = longest - (begin - node.start)
        if begin >= node.text[1] or room < 12:
            return max(node.head[1], node.start + 1)
        return quote_end(self.plan, begin, node.text[1], longest=room)

    def _bearers(
        self, node: Node, bearing: Bearing | None, spoken: list[Duty]
    ) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
        if bearing is not None and (bearing.lead or bearing.support):
            return bearing.lead, bearing.support
        opened = opening_duty(self.plan, node.body[0] + 1, node.text[1]) if node.has_head else None
        if opened is not None and opened.lead:
            return opened.lead, opened.support
        leads: dict[str, Name] = {}
        for duty in spoken[:3]:
            leads |= {name.text: name for name in duty.lead if name.text not in leads}
        support = tuple(
            {name.text: name for duty in spoken for name in duty.support if name.text not in leads}.values()
        )
        if not leads and bearing is not None:
            return bearing.persons, support
        return tuple(leads.values()), support

    def _unled(self, at: int, stop: int, bearing: Bearing | None, due: IsoDay | None) -> Task:
        end = quote_end(self.plan, at, stop)
        lead, support = (bearing.lead, bearing.support) if bearing else ((), ())
        return self._made(_title(self.plan, at, end), lead, support, self._due(at, stop) or due, at, end)

    def _task(self, duty: Duty, due: IsoDay | None) -> Task:
        end = quote_end(self.plan, duty.start, duty.end)
        title = _title(self.plan, duty.told, max(end, duty.told + 1))
        return self._made(title, duty.lead, duty.support, self._due(duty.start, duty.end) or due, duty.start, end)

    def _due(self, start: int, end: int) -> IsoDay | None:
        stated = self.plan.due(start, end)
        if stated:
            return stated
        for when in self.plan.dates_in(start, end):
            if _TIMED.search(self.plan.text(max(start, when.at - 8), when.at)):
                return self.plan.years.end(when)
        return None

    def _made(
        self, title: str, lead: Sequence[Name], support: Sequence[Name], due: IsoDay | None, start: int, end: int
    ) -> Task:
        named = tuple(name.text for name in lead)
        known = set(named)
        helping = tuple(name.text for name in support if name.text not in known)
        return Task(
            title=title, lead=named, support=helping, due=due, quote=self.plan.quote(start, end),
            confidence=0.85 if named else 0.6, question=None if named else f"“{title}”由谁负责？",
        )  # fmt: skip


def _mostly_date(plan: PlanText, at: int, stop: int) -> bool:
    return sum(when.end - when.at for when in plan.dates_in(at, stop)) * 2 > stop - at


def _place(duty: Duty) -> int:
    return duty.start


_ADVERBIAL = re.compile(r"按照?|根据|依据|结合|在|对照|围绕|以|明确目标|高度重视|落实责任|采取|通过|充分认识")
_MODALS = re.compile(
    r"^[,:]?(?:(?:要|应当?|须|必须|务必|需要|将|负责|牵头|具体|切实|认真|积极|严格|进一步|结合实际|不断)[,:]?)*"
)
_ADVERBIAL = re.compile(r"按照?|根据|依据|结合|在|对照|围绕|以|明确目标|高度重视|落实责任|采取|通过|充分认识")
_LONGEST_TITLE = 30


def _title(plan: PlanText, start: int, end: int) -> str:
    """The words of what is to be done, without 要 and 负责, as far as a line of a list has room."""
    text = plan.text(start, end).strip(" \n,;。:")
    text = _MODALS.sub("", text) or text
    clauses = [clause for clause in re.split(r"[,;。\n:]", text) if clause.strip()]
    title = next((clause for clause in clauses if len(clause) > 3 and not _ADVERBIAL.match(clause)), "")
    title = title or max(clauses, key=len, default=text)
    return title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE] + "…"
