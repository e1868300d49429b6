"""The circular (通报) on how the places below stand, ranked by what came of it, from figures alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA
from taizhang.core.refusals import Refused
from taizhang.orgs.models import Org
from taizhang.orgs.queries import areas_below
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph, RedHead, Table
from taizhang.tallies.queries import figures

from .words import moment_words, short_title

RULE = "名次按问题销号率由高到低排列；销号率相同的，逾期未整改问题少的在前。还没有发现问题的单位不排名次。"


@dataclass(frozen=True, slots=True)
class Placed:
    """How a place stands; `rank` is None where there is nothing to rank by."""

    name: str
    owed: int
    met: int
    filed: int
    struck: int
    overdue: int
    rank: int | None = None

    @property
    def coverage(self) -> str:
        return _percent(self.met, self.owed)

    @property
    def rate(self) -> str:
        return _percent(self.struck, self.filed)


def _percent(part: int, whole: int) -> str:
    """Rounded down to a tenth, so that 100 % means all."""
    return f"{part * 1000 // whole / 10:g}%" if whole else "—"


def circular(campaign: Campaign, org: Org, *, line: str = "", at: datetime) -> OfficialDocument:
    """通报 to the places below. Two queries whatever their number. Raises Refused("not-now") where there are none."""
    below = areas_below(org)
    if not below:
        raise Refused("not-now", "这里没有下级，不能排名通报")
    found = figures(campaign.pk, [org.number, *(child.number for child in below)], line=line)
    whole = _placed(org.name, found.get(org.number, {}))
    places = ranked([_placed(child.name, found.get(child.number, {})) for child in below])
    local = at.astimezone(CHINA)
    return OfficialDocument(
        title=f"关于{short_title(campaign)}进展情况的通报",
        issuer=org.name,
        addressee=_addressee(below),
        head=RedHead(),
        blocks=tuple(_blocks(whole, places, at)),
        date=local.date(),
    )


MOST_NAMED = 12


def _addressee(below: Sequence[Org]) -> str:
    if len(below) > MOST_NAMED:
        return f"各{Org.LEVELS.get(below[0].level, '单位')}"
    return "、".join(child.name for child in below)


def _placed(name: str, here: dict[str, int]) -> Placed:
    return Placed(
        name, here.get("duties.owed/verb:inspect", 0), here.get("duties.met/verb:inspect", 0),
        here.get("cases.filed", 0), here.get("cases.struck", 0), here.get("cases.overdue", 0),
    )  # fmt: skip


def ranked(places: Sequence[Placed]) -> list[Placed]:
    """Best first; equal ones share a rank."""

    def key(place: Placed) -> tuple[float, int]:
        return -place.struck / place.filed, place.overdue

    rateable = sorted((place for place in places if place.filed), key=key)
    keys = [key(place) for place in rateable]
    with_rank = [
        Placed(one.name, one.owed, one.met, one.filed, one.struck, one.overdue, keys.index(key(one)) + 1)
        for one in rateable
    ]
    return with_rank + [place for place in places if not place.filed]


def _blocks(whole: Placed, places: Sequence[Placed], at: datetime) -> Iterator[Block]:
    yield Heading(1, "总体情况")
    inspected = f"应排查{whole.owed}个，已排查{whole.met}个，覆盖率{whole.coverage}；" if whole.owed else ""
    yield Paragraph(
        f"截至{moment_words(at)}，{inspected}累计发现问题{whole.filed}个，已销号{whole.struck}个，"
        f"销号率{whole.rate}，逾期未整改{whole.overdue}个。"
    )
    yield Heading(1, "各单位进展")
    yield Paragraph(RULE)
    yield _table(whole, places)
    late = [place for place in places if place.overdue]
    if late:
        yield Heading(1, "存在问题")
        named = "、".join(f"{place.name}{place.overdue}个" for place in sorted(late, key=lambda one: -one.overdue))
        yield Paragraph(f"有逾期未整改问题的：{named}。请逐项说明原因，抓紧整改。")


def _table(whole: Placed, places: Sequence[Placed]) -> Table:
    def cells(place: Placed) -> tuple[str | int, ...]:
        return (place.owed, place.met, place.coverage, place.filed, place.struck, place.rate, place.overdue)

    return Table(
        ("名次", "单位", ("排查", "应查"), ("排查", "已查"), ("排查", "覆盖率"), ("问题", "发现"), ("问题", "销号"),
         ("问题", "销号率"), ("问题", "逾期")),
        tuple((place.rank or "—", place.name, *cells(place)) for place in places),
        total=("", "合计", *cells(whole)),
        widths=(5, 13, 6, 6, 8, 6, 6, 8, 6),
    )  # fmt: skip
