"""The sheet of orgs checked: codes, parents in any order, cycles, what may change, what lies outside of the reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from taizhang.orgs.division_codes import URBAN, code_faults, parent_fault
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg
from taizhang.orgs.queries import taken_codes
from taizhang.subjects.sameness import plain
from taizhang.subjects.values import text_of

from .findings import Finding, finding
from .org_targets import KINDS, LEVELS, ORG_TARGETS
from .tabular import Row

RANK = {level: rank for rank, level in enumerate(Org.LEVELS)}
_LABELS = {target.key: target.label for target in ORG_TARGETS}


@dataclass(slots=True)
class OrgRow:
    """One row of the sheet; `parent` is the code of the org above, "" while unknown."""

    number: int
    cells: dict[str, Any]
    heads: Mapping[str, str]
    code: str = ""
    name: str = ""
    kind: str = Org.AREA
    level: str = ""
    parent: str = ""
    urban: str = ""
    point: tuple[float | None, float | None] = (None, None)
    findings: list[Finding] = field(default_factory=list)

    @property
    def faulty(self) -> bool:
        return any(item.grave for item in self.findings)

    def say(self, column: str, message: str, remedy: str, *, grave: bool = True) -> None:
        head = self.heads.get(column) or _LABELS.get(column, column)
        self.findings.append(finding(self.number, head, self.cells.get(column), message, remedy, grave=grave))

    def as_new(self) -> NewOrg:
        lat, lng = self.point
        return NewOrg(self.code, self.kind, self.level, self.name, self.parent, lat, lng, self.urban)


class OrgSheet:
    """All rows of the sheet, read and checked against each other and against the stored tree of a reach."""

    def __init__(
        self,
        rows: Iterable[Row],
        heads: Sequence[str],
        mapping: Sequence[str],
        stored: Mapping[str, Org],
        above: Iterable[Org],
    ) -> None:
        self.stored = stored
        self._codes = {org.number: org.code for org in (*stored.values(), *above)}
        named = {target: heads[index] for index, target in enumerate(mapping) if target}
        columns = [(index, target) for index, target in enumerate(mapping) if target]
        self.rows = [
            OrgRow(number, {t: cells[i] for i, t in columns if i < len(cells) and text_of(cells[i])}, named)
            for number, cells in rows
        ]
        for row in self.rows:
            self._read(row)
        self._once()
        self.by_code = {row.code: row for row in self.rows if row.code and not row.faulty}
        self._foreign()
        self._parents()
        self._cycles()
        for row in self.rows:
            if not row.faulty:
                self._against_stored(row)
        self._below_faulty()

    def good(self) -> list[OrgRow]:
        return [row for row in self.rows if not row.faulty]

    def _read(self, row: OrgRow) -> None:
        row.code, row.name = text_of(row.cells.get("code")).replace(" ", ""), text_of(row.cells.get("name"))
        for column in ("code", "name"):
            if not row.cells.get(column):
                row.say(column, "没有填写", f"请补上{_LABELS[column]}")
        if len(row.code) > 40 or len(row.name) > 120:
            row.say("code" if len(row.code) > 40 else "name", "太长", "代码最多 40 个字，名称最多 120 个字")
        kind = KINDS.get(plain(text_of(row.cells.get("kind"))), "" if row.cells.get("kind") else Org.AREA)
        if not kind:
            row.say("kind", "不认识这个类型", f"请写：{'、'.join(Org.KINDS.values())}")
        row.kind = kind or Org.AREA
        row.level = LEVELS.get(plain(text_of(row.cells.get("level"))), "")
        if row.cells.get("level") and not row.level:
            row.say("level", "不认识这个级别", f"请写：{'、'.join(Org.LEVELS.values())}")
        row.urban = text_of(row.cells.get("urban"))
        if row.urban and row.urban not in URBAN:
            row.say("urban", "不是城乡分类代码", f"请写：{'、'.join(f'{code} {name}' for code, name in URBAN.items())}")
        row.point = (self._degree(row, "lat", 90), self._degree(row, "lng", 180))

    def _degree(self, row: OrgRow, column: str, limit: float) -> float | None:
        if column not in row.cells:
            return None
        try:
            value = float(text_of(row.cells[column]))
        except ValueError:
            value = limit + 1
        if abs(value) > limit:
            row.say(column, "不是经纬度", "写成 102.712 这样的十进制度数")
            return None
        return value

    def _once(self) -> None:
        first: dict[str, OrgRow] = {}
        for row in self.rows:
            earlier = first.setdefault(row.code, row)
            if row.code and earlier is not row:
                row.say("code", f"与第 {earlier.number} 行的代码相同", "一个代码只能用一次，请改正或删去一行")

    def _foreign(self) -> None:
        taken = taken_codes([row.code for row in self.rows if row.code and row.code not in self.stored])
        for row in self.rows:
            if row.code in taken:
                row.say("code", "这个代码已在别处使用，不在您管辖的范围里", "请核对代码，或由上级的管理员导入")

    def _parents(self) -> None:
        names: dict[str, set[str]] = {}
        known: Mapping[str, Org | OrgRow] = {**self.stored, **self.by_code}
        for code, org in known.items():
            names.setdefault(org.name, set()).add(code)
        codes = {row.code for row in self.rows}
        for row in self.rows:
            held = self.stored.get(row.code)
            text = text_of(row.cells.get("parent")).replace(" ", "")
            if not text:
                row.parent = self._codes.get(held.parent or 0, "") if held else ""
                if held is None and row.code:
                    row.say("parent", "没有写上级", "请写上级的代码或名称")
            elif text in self.stored or text in codes:
                row.parent = text
            elif len(names.get(text, ())) == 1:
                row.parent = next(iter(names[text]))
            elif names.get(text):
                row.say("parent", f"有 {len(names[text])} 个组织叫这个名称", "请改写上级的代码")
            else:
                row.say("parent", "找不到这个上级", "上级要么在本表里，要么在您管辖的组织里；请核对")

    def _cycles(self) -> None:
        settled: set[str] = set()
        for row in self.rows:
            trail: list[str] = []
            code = row.code
            while code in self.by_code and code not in settled and code not in trail:
                trail.append(code)
                code = self.by_code[code].parent
            if code in trail:
                loop = [*trail[trail.index(code) :], code]
                for member in loop[:-1]:
                    self.by_code[member].say("parent", f"上级绕成一圈：{' → '.join(loop[:8])}", "请改正其中一个的上级")
            settled.update(trail)

    def _against_stored(self, row: OrgRow) -> None:
        known = self.stored.get(row.code)
        above = self.by_code.get(row.parent) or self.stored.get(row.parent)
        if known is not None:
            self._keep(row, known)
        elif not row.level:
            row.level = above.level if above and row.kind != Org.AREA else _level_below(above)
        if row.kind == Org.AREA:
            for wrong in code_faults(row.code, row.level, row.name):
                if known is None:
                    row.say("code", wrong.message, wrong.remedy, grave=wrong.grave)
        if above is not None and known is None:
            self._fits_below(row, above)

    def _keep(self, row: OrgRow, known: Org) -> None:
        """What an import leaves alone: figures and records hang on the place that an org has in the tree."""
        row.level = row.level or known.level
        row.kind = row.kind if row.cells.get("kind") else known.kind
        row.urban = row.urban or known.urban
        row.point = (
            row.point[0] if row.point[0] is not None else known.lat,
            row.point[1] if row.point[1] is not None else known.lng,
        )
        if (row.level, row.kind) != (known.level, known.kind):
            row.say(
                "level",
                f"已登记为{Org.LEVELS[known.level]}、{Org.KINDS[known.kind]}",
                "导入不改级别和类型；确需调整的，请停用后用新代码登记",
            )
        if row.parent != self._codes.get(known.parent or 0, "") and row.cells.get("parent"):
            row.say(
                "parent",
                f"已登记在 {self._codes.get(known.parent or 0, '最上级')} 之下",
                "导入不改隶属关系；确需调整的，请停用后用新代码登记",
            )

    def _fits_below(self, row: OrgRow, above: Org | OrgRow) -> None:
        if row.kind == Org.AREA and above.kind != Org.AREA:
            row.say("parent", f"区域不能在{Org.KINDS[above.kind]}之下", "请把上级改为所在的区域")
        elif row.kind == Org.AREA and above.level and RANK[row.level] <= RANK[above.level]:
            row.say("level", f"级别应低于上级（{above.name}是{Org.LEVELS[above.level]}）", "请核对级别或上级")
        elif row.kind == Org.AREA and (wrong := parent_fault(row.code, above.code, above.level)):
            row.say("code", wrong.message, wrong.remedy)

    def _below_faulty(self) -> None:
        """What hangs below a row that is left out cannot come in either."""
        good = {row.code for row in self.rows if not row.faulty}
        faulty = {row.code: row for row in self.rows if row.faulty and row.code not in {*self.stored, *good}}
        spread = True
        while spread:
            spread = False
            for row in self.rows:
                if not row.faulty and row.parent in faulty:
                    row.say("parent", f"上级（第 {faulty[row.parent].number} 行）有错", "先改正上级那一行")
                    faulty.setdefault(row.code, row)
                    spread = True


def _level_below(above: Org | OrgRow | None) -> str:
    levels = list(Org.LEVELS)
    rank = RANK.get(above.level, -1) if above else -1
    return levels[min(rank + 1, len(levels) - 1)]
