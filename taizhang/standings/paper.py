"""A ranking as an official document and as a spreadsheet, with its formula and what was corrected."""

from __future__ import annotations

import io
from collections.abc import Iterator

from taizhang.core.calendar import CHINA
from taizhang.orgs.models import Org
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph, Table
from taizhang.render.workbook import Column, Sheet, write_workbook

from .models import Ranking
from .queries import plan_behind
from .told import flags_of, formula, measures_of

STATES = {"open": "核实中", "upheld": "申诉成立，已更正", "declined": "申诉不成立"}


def ranking_paper(row: Ranking) -> OfficialDocument:
    place = Org.objects.get(number=row.org)
    return OfficialDocument(
        title=f"{row.title}结果通报",
        issuer=place.name,
        date=row.counted_to.astimezone(CHINA).date(),
        blocks=tuple(_blocks(row)),
    )


def _blocks(row: Ranking) -> Iterator[Block]:
    yield Heading(1, "评比办法")
    yield Paragraph(
        f"{formula(row.rule, plan_behind(row))}。比例按专项整治启动以来累计，其余按本期，数字由系统从台账统计。"
    )
    yield Heading(1, "评比结果")
    yield _table(row)
    if row.appeals:
        yield Heading(1, "申诉和更正")
        yield from (Paragraph(_appeal(one)) for one in row.appeals)


def _table(row: Ranking) -> Table:
    measures = measures_of(row.rule, plan_behind(row))
    head = ("名次", "单位", *(measure.label for measure in measures), "得分", "标志")
    lines = tuple(
        (
            line["rank"], line["name"], *(f"{line['figures'].get(measure.id, 0):g}" for measure in measures),
            f"{line['score']:g}", flags_of(row.rule, line) or "—",
        )
        for line in row.table
    )  # fmt: skip
    return Table(head, lines, widths=(4, 9, *(6 for _ in measures), 7, 6))


def _appeal(one: dict[str, str]) -> str:
    answer = f"。{one['answer']}" if one.get("answer") else ""
    return f"{one['place_name']}申诉：{one['text'].rstrip('。')}。{STATES[one['state']]}{answer}"


def ranking_workbook(row: Ranking) -> bytes:
    measures = measures_of(row.rule, plan_behind(row))
    columns = [
        Column("名次", 6, "number"), Column("单位", 18), *(Column(one.label, 12, "number") for one in measures),
        Column("得分", 9, "number"), Column("标志", 10), Column("更正前得分", 11, "number"),
    ]  # fmt: skip
    before = {line["place"]: line["score"] for line in row.lines}
    rows = [
        [
            line["rank"], line["name"], *(line["figures"].get(one.id, 0) for one in measures), line["score"],
            flags_of(row.rule, line), before[line["place"]] if row.corrected else None,
        ]
        for line in row.table
    ]  # fmt: skip
    book = io.BytesIO()
    sheet = Sheet(
        name="评比", title=row.title, columns=columns, rows=rows, caption=formula(row.rule, plan_behind(row)), frozen=2
    )
    write_workbook(book, [sheet], created=row.counted_to, author=Org.objects.get(number=row.org).name)
    return book.getvalue()
