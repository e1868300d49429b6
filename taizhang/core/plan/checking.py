"""What no single word can tell: references that lead nowhere, names used twice, dates that contradict each other."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

from ..measures import BOOKS, FIGURES
from .days import resolve_day
from .errors import Fault, Loc
from .filters import Filter
from .licences import Follower, LicenceKind
from .model import Plan
from .rules import Act, Bearer, ChainStep, DutyRule, When
from .scope import SubjectKind
from .words import split_day_ref


def faults_of(plan: Plan) -> list[Fault]:
    """Every fault of a plan whose single words are right."""
    return [fault for check in _CHECKS for fault in check(plan)]


def _twice(plan: Plan) -> Iterator[Fault]:
    lists: list[tuple[Loc, Sequence[Any]]] = [
        ((name,), getattr(plan, name))
        for name in (
            "phases", "subject_kinds", "categories", "units", "key_times", "key_areas", "key_persons", "methods",
            "ratings", "documents", "archive", "decisions", "figures", "retention", "books", "licences",
            "courses",
        )
    ]  # fmt: skip
    lists += [(("subject_kinds", i, "fields"), kind.fields) for i, kind in enumerate(plan.subject_kinds)]
    for word in ("fields", "steps"):
        lists += [(("books", i, word), getattr(book, word)) for i, book in enumerate(plan.books)]
    for loc, things in lists:
        yield from _repeated([((*loc, index, "id"), thing.id) for index, thing in enumerate(things)])
    rules = [(name, getattr(plan, name)) for name in ("duties", "reports", "long_term")]
    yield from _repeated([((name, i, "id"), rule.id) for name, many in rules for i, rule in enumerate(many)])


def _repeated(named: Sequence[tuple[Loc, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for loc, name in named:
        if name in seen:
            yield Fault(loc, f"编号“{name}”重复", "换一个编号，每个编号只能用一次")
        seen.add(name)


def _phases(plan: Plan) -> Iterator[Fault]:
    for index, phase in enumerate(plan.phases):
        if phase.start and phase.end and phase.end < phase.start:
            yield Fault(("phases", index, "end"), f"“{phase.name}”的结束日期早于开始日期", "核对起止日期")
    for index, (earlier, later) in enumerate(pairwise(plan.phases)):
        if earlier.end and later.start and later.start < earlier.end:
            message = f"“{later.name}”从{later.start}开始，与到{earlier.end}结束的“{earlier.name}”重叠"
            yield Fault(("phases", index + 1, "start"), message, "前一阶段结束之后再开始下一阶段（可以同日交接）")


def _subject_kinds(plan: Plan) -> Iterator[Fault]:
    for index, kind in enumerate(plan.subject_kinds):
        loc: Loc = ("subject_kinds", index)
        fields = [field.id for field in kind.fields]
        if kind.id == "all":
            yield Fault((*loc, "id"), "“all”表示全部类别，不能作编号", "换一个编号")
        for place, name in enumerate(kind.identity):
            yield from _unknown((*loc, "identity", place), name, fields, "字段")
        yield from _unknown((*loc, "title_field"), kind.title_field, fields, "字段")
        yield from _unknown((*loc, "checklist"), kind.checklist, plan.checklists, "检查表")
        yield from _unknown((*loc, "self_checklist"), kind.self_checklist, plan.checklists, "检查表")
        yield from _unknown((*loc, "line"), kind.line, _ids(plan.units), "单位")


def _categories(plan: Plan) -> Iterator[Fault]:
    for index, category in enumerate(plan.categories):
        yield from _unknown(("categories", index, "line"), category.line, _ids(plan.units), "单位")
        yield from _unknown(("categories", index, "method"), category.method, _ids(plan.methods), "处置办法")


def _checklists(plan: Plan) -> Iterator[Fault]:
    known = _ids(plan.categories)
    for name in plan.checklists:
        checklist = plan.checklist(name)
        for item in checklist.items if checklist else ():
            if item.category and item.category not in known:
                message = f"检查表 {name}.md 第{item.line}行用到的问题类别“{item.category}”没有定义"
                yield Fault(("categories",), message, _near(item.category, known, "在 categories 中补上这一类别"))


def _key_things(plan: Plan) -> Iterator[Fault]:
    for index, area in enumerate(plan.key_areas):
        yield from _about(plan, ("key_areas", index), area.kind, area.where)
    items = {item.name for name in plan.checklists if (found := plan.checklist(name)) for item in found.items}
    for index, person in enumerate(plan.key_persons):
        for place, name in enumerate(person.items):
            yield from _unknown(("key_persons", index, "items", place), name, items, "检查项")


def _duties(plan: Plan) -> Iterator[Fault]:
    for name in ("duties", "long_term"):
        for index, rule in enumerate(getattr(plan, name)):
            yield from _duty(plan, (name, index), rule)


def _long_term(plan: Plan) -> Iterator[Fault]:
    for index, rule in enumerate(plan.long_term):
        if rule.every in ("once", "per-phase"):
            message = "长效任务没有周期"
            yield Fault(("long_term", index, "every"), message, "写 every: monthly 等；只做一次的写在 duties")
        if rule.during or ((rule.from_ or rule.to) and rule.every != "semester"):
            message = "长效任务从专项整治结束的次日起执行，不写起止时间"
            yield Fault(("long_term", index), message, "删去 during、from、to")


def _duty(plan: Plan, loc: Loc, rule: DutyRule) -> Iterator[Fault]:
    yield from _when(plan, loc, rule)
    if isinstance(rule.by, Bearer):
        yield from _unknown((*loc, "by", "unit"), rule.by.unit, _ids(plan.units), "单位")
    yield from _unknown((*loc, "line"), rule.line, _ids(plan.units), "单位")
    for place, name in enumerate(rule.support):
        yield from _unknown((*loc, "support", place), name, _ids(plan.units), "单位")
    for place, name in enumerate(rule.within.key_times if rule.within else ()):
        yield from _unknown((*loc, "within", "key_times", place), name, _ids(plan.key_times), "重点时段")
    yield from _act(plan, (*loc, rule.verb.value), rule.act)
    if rule.by == "subject" and not rule.per_subject:
        yield Fault((*loc, "recheck", "share"), "按比例抽查不能由整治对象自己承担", "by 写由哪一级或哪个单位抽查")
    if rule.verb in ("inspect", "self_inspect"):
        for kind in plan.kinds_of(rule.act):
            if plan.checklist_for(rule, kind.id) is None:
                message = f"“{kind.name}”没有检查表"
                yield Fault((*loc, rule.verb.value), message, "在动作或这类对象里写 checklist")


def _act(plan: Plan, loc: Loc, act: Act) -> Iterator[Fault]:
    yield from _about(plan, loc, act.kind, act.where)
    references = [
        ("checklist", plan.checklists, "检查表"),
        ("document", _ids(plan.documents), "文书"),
        ("method", _ids(plan.methods), "处置办法"),
        ("book", _ids(plan.books), "登记簿"),
    ]
    for word, known, what in references:
        yield from _unknown((*loc, word), getattr(act, word, None), known, what)
    yield from _decided(plan, loc, act)
    for place, name in enumerate(getattr(act, "areas", ())):
        yield from _unknown((*loc, "areas", place), name, _ids(plan.key_areas), "重点区域")


def _about(plan: Plan, loc: Loc, said: str | list[str] | None, where: Filter) -> Iterator[Fault]:
    names = [said] if isinstance(said, str) else said or []
    for name in names:
        if name != "all":
            yield from _unknown((*loc, "kind"), name, _ids(plan.subject_kinds), "整治对象类别")
    kinds = [kind for kind in plan.subject_kinds if "all" in names or kind.id in names]
    for field in where if kinds else ():
        if not any(kind.field(field) for kind in kinds):
            known = {one.id for kind in kinds for one in kind.fields}
            yield from _unknown((*loc, "where", field), field, known, "字段")
    yield from _choices(loc, kinds, where)


def _decided(plan: Plan, loc: Loc, act: Act) -> Iterator[Fault]:
    for name, outcome in act.decided.items():
        table = plan.decision(name)
        yield from _unknown((*loc, "decided", name), name, _ids(plan.decisions), "决策表")
        if table is not None:
            yield from _unknown((*loc, "decided", name), outcome, table.outcomes, "结论")


def _decisions(plan: Plan) -> Iterator[Fault]:
    for index, table in enumerate(plan.decisions):
        for place, row in enumerate(table.rows):
            yield from _about(plan, ("decisions", index, "rows", place), table.kind, row.where)


def _figures(plan: Plan) -> Iterator[Fault]:
    for index, figure in enumerate(plan.figures):
        loc: Loc = ("figures", index)
        yield from _about(plan, loc, figure.kind, figure.where)
        yield from _unknown((*loc, "of"), figure.of, _ids(plan.figures), "统计")
        kind = plan.kind(figure.kind)
        fields = kind.fields if kind else []
        yield from _unknown((*loc, "sum"), figure.sum, [one.id for one in fields if one.type == "number"], "数字字段")
        yield from _unknown((*loc, "by"), figure.by, [one.id for one in fields if one.choices], "选项字段")


def _own_measures(plan: Plan) -> Iterator[Fault]:
    """Figures and books that are named as measures must be there."""
    for loc, name in _measured(plan):
        if name.startswith(FIGURES):
            yield from _unknown(loc, name.removeprefix(FIGURES), _ids(plan.figures), "统计")
        elif name.startswith(BOOKS):
            book_id, _, field = name.removeprefix(BOOKS).partition(".")
            book = plan.book(book_id)
            yield from _unknown(loc, book_id, _ids(plan.books), "登记簿")
            if book is not None and field:
                yield from _unknown(loc, field, book.sums, "合计字段")


def _measured(plan: Plan) -> Iterator[tuple[Loc, str]]:
    """Wherever a measure is named."""
    named: list[tuple[Loc, Any]] = [
        *(((word, index, "reach"), rule.reach) for word in ("duties", "long_term")
          for index, rule in enumerate(getattr(plan, word))),
        *((("phases", index, "gate", place), goal) for index, phase in enumerate(plan.phases)
          for place, goal in enumerate(phase.gate)),
        *((("ratings", index, "terms", place), term) for index, rating in enumerate(plan.ratings)
          for place, term in enumerate(rating.terms)),
    ]  # fmt: skip
    for loc, said in named:
        if said is not None:
            yield (*loc, "measure"), said.measure
            if said.of:
                yield (*loc, "of"), said.of
    for index, report in enumerate(plan.reports):
        for place, name in enumerate(report.measures):
            yield ("reports", index, "measures", place), name


def _books(plan: Plan) -> Iterator[Fault]:
    for index, book in enumerate(plan.books):
        loc: Loc = ("books", index)
        yield from _about(plan, loc, book.kind, {})
        yield from _unknown((*loc, "by", "unit"), book.by.unit if book.by else None, _ids(plan.units), "单位")
        yield from _unknown((*loc, "line"), book.line, _ids(plan.units), "单位")
        category = book.case.category if book.case else None
        yield from _unknown((*loc, "case", "category"), category, _ids(plan.categories), "问题类别")


def _kept_in_books(plan: Plan) -> Iterator[Fault]:
    """Who owes a line must be who keeps the book."""
    for word in ("duties", "long_term"):
        for index, rule in enumerate(getattr(plan, word)):
            book = plan.book(rule.log.book) if rule.log and rule.log.book else None
            if book is not None and (book.by is not None if rule.by == "subject" else rule.by != book.by):
                message = f"“{book.title}”不由“{rule.title}”的承担者登记"
                remedy = "登记簿写 kind 的，任务写 by: subject；登记簿写 by 的，任务写同样的 by"
                yield Fault((word, index, "log", "book"), message, remedy)


def _licences(plan: Plan) -> Iterator[Fault]:
    for index, licence in enumerate(plan.licences):
        loc: Loc = ("licences", index)
        yield from _about(plan, loc, licence.kind, licence.where)
        yield from _decided(plan, loc, licence)
        yield from _unknown((*loc, "category"), licence.category, _ids(plan.categories), "问题类别")
        if licence.by is not None:
            yield from _unknown((*loc, "by", "unit"), licence.by.unit, _ids(plan.units), "单位")
        if licence.follower is not None:
            yield from _follower(plan, (*loc, "follower"), licence, licence.follower)


def _follower(plan: Plan, loc: Loc, licence: LicenceKind, said: Follower) -> Iterator[Fault]:
    """The field must stand in every kind that holds the paper, and take each of the three values."""
    for kind in plan.kinds_of(licence):
        yield from _unknown((*loc, "field"), said.field, _ids(kind.fields), "字段")
        field = kind.field(said.field)
        for word, value in (("held", said.held), ("expired", said.expired), ("missing", said.missing)):
            if field is not None and field.choices and value not in field.choices:
                remedy = f"可用：{'、'.join(field.choices)}"
                yield Fault((*loc, word), f"“{value}”不在字段的选项之中", remedy)


def _courses(plan: Plan) -> Iterator[Fault]:
    of_posts = {licence.id for licence in plan.licences if licence.holder == "post"}
    for index, course in enumerate(plan.courses):
        yield from _unknown(("courses", index, "certificate"), course.certificate, of_posts, "岗位证书")


def _transfers(plan: Plan) -> Iterator[Fault]:
    word = plan.transfers
    if word is None:
        return
    for name, kind in (("land", word.land), ("operators", word.operators)):
        yield from _unknown(("transfers", name), kind, _ids(plan.subject_kinds), "整治对象类别")
    land = plan.kind(word.land)
    numbers = [field.id for field in land.fields if field.type == "number"] if land else []
    yield from _unknown(("transfers", "area"), word.area, numbers, "数字字段")
    for name, changes in (("sets", word.sets), ("ends", word.ends)):
        yield from _about(plan, ("transfers", name), word.land, dict(changes))


def _choices(loc: Loc, kinds: Sequence[SubjectKind], where: Filter) -> Iterator[Fault]:
    for name, condition in where.items():
        allowed = {choice for kind in kinds if (field := kind.field(name)) for choice in field.choices}
        values = condition if isinstance(condition, list) else [condition] if isinstance(condition, str) else []
        for value in values if allowed else ():
            if value not in allowed:
                remedy = f"可用：{'、'.join(sorted(allowed))}"
                yield Fault((*loc, "where", name), f"“{value}”不在字段的选项之中", remedy)


def _reports(plan: Plan) -> Iterator[Fault]:
    for index, report in enumerate(plan.reports):
        loc: Loc = ("reports", index)
        yield from _when(plan, loc, report)
        yield from _unknown((*loc, "line"), report.line, _ids(plan.units), "单位")
        yield from _unknown((*loc, "document"), report.document, _ids(plan.documents), "文书")
        for place, step in enumerate(report.chain):
            yield from _unknown((*loc, "chain", place, "unit"), step.unit, _ids(plan.units), "单位")
        yield from _climbing(loc, report.chain)


def _climbing(loc: Loc, chain: Sequence[ChainStep]) -> Iterator[Fault]:
    for index, (lower, upper) in enumerate(pairwise(chain)):
        for before, after in zip(lower.at, upper.at, strict=False):
            if before and after and lower.on == upper.on and after < before:
                message = f"上一级的截止时刻 {after} 早于下一级的 {before}"
                yield Fault((*loc, "chain", index + 1, "at"), message, "链条从下往上写，截止时刻逐级推后")


def _when(plan: Plan, loc: Loc, rule: When) -> Iterator[Fault]:
    for place, name in enumerate(rule.during):
        yield from _unknown((*loc, "during", place), name, _ids(plan.phases), "阶段")
    for word, ref in (("from", rule.from_), ("to", rule.to)):
        anchor = split_day_ref(ref)[0] if ref else ""
        if "." in anchor and not anchor.startswith("semester."):
            yield from _unknown((*loc, word), anchor.rpartition(".")[0], _ids(plan.phases), "阶段")
    if rule.from_ and rule.to and plan.start and "semester" not in rule.from_ + rule.to:
        first, last = (resolve_day(ref, plan, plan.start) for ref in (rule.from_, rule.to))
        if first and last and last < first:
            yield Fault((*loc, "to"), f"截止日{last}早于起始日{first}", "核对 from 和 to")


def _ratings(plan: Plan) -> Iterator[Fault]:
    for index, rating in enumerate(plan.ratings):
        for place, consequence in enumerate(rating.consequences):
            loc: Loc = ("ratings", index, "consequences", place, "flag")
            yield from _unknown(loc, consequence.flag, _ids(rating.flags), "评比标志")
    for index, method in enumerate(plan.methods):
        for place, step in enumerate(method.steps):
            for number, name in enumerate(step.documents):
                at: Loc = ("methods", index, "steps", place, "documents", number)
                yield from _unknown(at, name, _ids(plan.documents), "文书")


def _chains(plan: Plan) -> Iterator[Fault]:
    for index, chain in enumerate(plan.chains):
        for turn, stop in enumerate(chain.stops):
            loc: Loc = ("chains", index, "stops", turn)
            book = plan.book(stop.book)
            yield from _unknown((*loc, "book"), stop.book, _ids(plan.books), "登记簿")
            if book is not None:
                yield from _unknown((*loc, "field"), stop.field, book.sums, "合计字段")


def _holdings(plan: Plan) -> Iterator[Fault]:
    for index, holding in enumerate(plan.holdings):
        kind = plan.kind(holding.kind) if holding.kind else None
        yield from _unknown(("holdings", index, "kind"), holding.kind, _ids(plan.subject_kinds), "整治对象类别")
        if kind is not None:
            yield from _unknown(("holdings", index, "field"), holding.field, _ids(kind.fields), "字段")


def _points(plan: Plan) -> Iterator[Fault]:
    for index, kind in enumerate(plan.points.kinds if plan.points else ()):
        yield from _unknown(("points", "kinds", index), kind, _ids(plan.subject_kinds), "整治对象类别")


def _retention(plan: Plan) -> Iterator[Fault]:
    for index, rule in enumerate(plan.retention):
        for name in [rule.kind] if isinstance(rule.kind, str) else rule.kind:
            if name != "all":
                yield from _unknown(("retention", index, "kind"), name, _ids(plan.subject_kinds), "整治对象类别")


def _ids(things: Sequence[Any]) -> list[str]:
    return [thing.id for thing in things]


def _unknown(loc: Loc, name: str | None, known: Collection[str], what: str) -> Iterator[Fault]:
    if name is not None and name not in known:
        listed = f"可用的{what}：{'、'.join(known)}" if known else f"方案里还没有定义任何{what}"
        yield Fault(loc, f"没有“{name}”这个{what}", _near(name, known, listed))


def _near(name: str, known: Collection[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"是不是 {near[0]}？" if near else otherwise


_CHECKS: list[Callable[[Plan], Iterator[Fault]]] = [
    _twice, _phases, _subject_kinds, _categories, _checklists, _key_things, _duties, _long_term, _reports, _ratings,
    _decisions, _figures, _own_measures, _points, _retention, _books, _kept_in_books, _holdings, _licences,
    _chains, _transfers, _courses,
]  # fmt: skip
