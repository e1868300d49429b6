"""The catalogue of an archive: piece by piece with its number after DA/T 22-2015 and metadata after DA/T 46-2009."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath

from taizhang.render.workbook import Column, Sheet, write_workbook

CATEGORY = "WS"
"""档案门类代码: documents (文书)."""

RETENTIONS = {"Y": "永久", "D30": "30年", "D10": "10年"}


@dataclass(frozen=True, slots=True)
class Fonds:
    """Whose archive it is: 全宗号, the unit, and the code of the office or matter (机构或问题)."""

    code: str
    unit: str
    matter: str


@dataclass(frozen=True, slots=True)
class PieceFile:
    """A file of a piece: its path in the bundle, SHA-256 and size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece (件). `pages` is known only for what has been printed; electronic files have none."""

    number: str
    title: str
    responsible: str
    day: date
    retention: str
    what: str
    files: Sequence[PieceFile]
    document_number: str = ""
    pages: int | None = None
    note: str = ""


@dataclass(slots=True)
class Catalogue:
    """Gives out numbers: 全宗号-门类·年度-保管期限-机构(问题)-件号, counted within year and retention."""

    fonds: Fonds
    year: int
    pieces: list[Piece] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        title: str,
        *,
        day: date,
        retention: str,
        what: str,
        files: Sequence[PieceFile],
        responsible: str = "",
        note: str = "",
    ) -> Piece:
        self._counts[retention] += 1
        number = (
            f"{self.fonds.code}-{CATEGORY}·{self.year}-{retention}-{self.fonds.matter}-{self._counts[retention]:04d}"
        )
        piece = Piece(number, title, responsible or self.fonds.unit, day, retention, what, list(files), note=note)
        self.pieces.append(piece)
        return piece

    def as_csv(self) -> bytes:
        """With a mark at its beginning by which Excel knows UTF-8."""
        target = io.StringIO()
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        writer.writerows(_row(number, piece) for number, piece in enumerate(self.pieces, 1))
        return b"\xef\xbb\xbf" + target.getvalue().encode()

    def as_excel(self, *, at: datetime) -> bytes:
        target = io.BytesIO()
        widths = (6, 34, 16, 24, 46, 12, 8, 6, 10, 40)
        sheet = Sheet(
            name="归档文件目录",
            title="归档文件目录",
            caption=f"全宗号：{self.fonds.code}  立档单位：{self.fonds.unit}  年度：{self.year}",
            columns=[Column(label, width) for label, width in zip(COLUMNS, widths, strict=True)],
            rows=(_row(number, piece) for number, piece in enumerate(self.pieces, 1)),
        )
        write_workbook(target, [sheet], created=at, author=self.fonds.unit)
        return target.getvalue()

    def as_metadata(self) -> bytes:
        return json.dumps([self._metadata(piece) for piece in self.pieces], ensure_ascii=False, indent=1).encode()

    def _metadata(self, piece: Piece) -> dict[str, object]:
        return {
            "聚合层次": "件",
            "来源": {"全宗名称": self.fonds.unit, "立档单位名称": self.fonds.unit},
            "档号": {
                "全文": piece.number,
                "全宗号": self.fonds.code,
                "档案门类": CATEGORY,
                "年度": str(self.year),
                "保管期限": RETENTIONS[piece.retention],
                "机构或问题": self.fonds.matter,
                "件号": piece.number.rsplit("-", 1)[1],
            },
            "内容描述": {
                "题名": piece.title,
                "责任者": piece.responsible,
                "日期": f"{piece.day:%Y%m%d}",
                "文件编号": piece.document_number,
                "密级": "",
            },
            "形式特征": {"页数": piece.pages, "文件数": len(piece.files)},
            "电子文件": [
                {
                    "文件名": one.path,
                    "格式": PurePosixPath(one.path).suffix.lstrip("."),
                    "大小": one.size,
                    "数字摘要": {"算法": "SHA-256", "值": one.sha256},
                }
                for one in piece.files
            ],
            "备注": piece.note,
        }


COLUMNS = ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "保管期限", "备注")


def _row(number: int, piece: Piece) -> tuple[str, ...]:
    files = f"{len(piece.files)}个文件：{piece.files[0].path}" if piece.files else "无"
    note = f"{piece.note}；{files}" if piece.note else files
    pages = str(piece.pages) if piece.pages is not None else ""
    return (
        str(number), piece.number, piece.document_number, piece.responsible, piece.title, f"{piece.day:%Y%m%d}", "",
        pages, RETENTIONS[piece.retention], note,
    )  # fmt: skip
