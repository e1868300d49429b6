"""The bundle: whole, catalogued, the same when made again, and true to a judge who has nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import bagit
import pytest
from docx import Document
from openpyxl import load_workbook

from taizhang.archive.bundling import make_bundle
from taizhang.archive.verification import bundle_findings
from taizhang.cases.models import Case
from taizhang.cases.operations import take_step
from taizhang.journal.models import Block, StoredEntry
from taizhang.orgs.models import Org
from taizhang.subjects.erasure import erase_personal
from taizhang.subjects.operations import NewSubject, add_subjects, close
from tests.reports.scene import FIRST_GRID, Scene, on

from .conftest import FONDS, Bundle


def verified(path: Path) -> tuple[int, str]:
    """The bundle's own verifier, in an interpreter that knows nothing of us."""
    script = path / "verify.py" if path.is_dir() else None
    assert script is not None
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(script)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    return done.returncode, done.stdout


@pytest.mark.mission("X14", "C70")
def test_it_is_a_valid_bag_for_the_bagit_library(bundle: Bundle) -> None:
    bag = bagit.Bag(str(bundle.folder))
    assert bag.validate()
    assert bag.info["External-Description"] == "青禾街道燃气安全专项整治实施方案"


@pytest.mark.mission("X14", "C70")
def test_the_catalogue_numbers_every_piece(bundle: Bundle) -> None:
    rows = list(csv.DictReader(io.StringIO(bundle.read("data/目录/归档文件目录.csv").decode("utf-8-sig"))))
    numbers = [row["档号"] for row in rows]
    assert len(set(numbers)) == len(numbers) == 16
    assert all(re.fullmatch(r"Z007-WS·2026-(Y|D30|D10)-RQAQ-\d{4}", number) for number in numbers)
    titles = {row["题名"] for row in rows}
    assert {"柳荫社区燃气安全专项整治日报（5月13日）", "青禾街道问题整改台账", "软管不符合要求问题案卷"} <= titles
    metadata = json.loads(bundle.read("data/目录/元数据.json"))
    assert [piece["档号"]["全文"] for piece in metadata] == numbers
    for piece in metadata:
        for one in piece["电子文件"]:
            assert sha256(bundle.read(f"data/{one['文件名']}")).hexdigest() == one["数字摘要"]["值"]


@pytest.mark.mission("X14")
def test_ledger_case_files_and_photos_are_in_it(bundle: Bundle) -> None:
    book = load_workbook(io.BytesIO(bundle.read("data/问题台账/问题整改台账.xlsx")))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert any("软管老化" in cell for cell in cells) and any("未装报警器" in cell for cell in cells)
    document = Document(io.BytesIO(bundle.read("data/问题台账/案卷/hose-001.docx")))
    assert any("软管老化" in paragraph.text for paragraph in document.paragraphs)
    assert len(document.inline_shapes) == 2
    photos = sorted((bundle.folder / "data/文件").glob("*.jpg"))
    assert len(photos) == 2 and all(sha256(one.read_bytes()).hexdigest() == one.stem for one in photos)


@pytest.mark.mission("X14", "C37")
def test_a_case_file_shows_no_photo_of_a_rectification_that_was_returned(scene: Scene, tmp_path: Path) -> None:
    case = Case.objects.get(title="软管老化")
    body = {"reason": "照片看不清"}
    take_step(by=scene.cast.clerk, at=on(13, "18:10"), case=case.pk, verb="returned", body=body)
    target = tmp_path / "燃气归档包.zip"
    make_bundle(scene.campaign, target, fonds=FONDS, at=on(14, "09:00"))
    with zipfile.ZipFile(target) as whole:
        content = whole.read("燃气归档包/data/问题台账/案卷/hose-001.docx")
    document = Document(io.BytesIO(content))
    assert len(document.inline_shapes) == 1, "only the photo of the finding"
    assert any("退回" in cell.text for table in document.tables for row in table.rows for cell in row.cells)


@pytest.mark.mission("C70")
def test_the_same_journal_and_moment_give_the_same_bytes(scene: Scene, bundle: Bundle, tmp_path: Path) -> None:
    again = tmp_path / "again" / "燃气归档包.zip"
    make_bundle(scene.campaign, again, fonds=FONDS, at=on(14, "09:00"))
    assert again.read_bytes() == bundle.zip.read_bytes()


@pytest.mark.mission("X14", "C71")
def test_an_untouched_bundle_verifies_with_nothing_but_python(bundle: Bundle) -> None:
    code, said = verified(bundle.folder)
    assert (code, said.splitlines()[-1]) == (0, "核验完毕：全部相符。")
    assert bundle_findings(bundle.zip) == bundle_findings(bundle.folder) == []


@pytest.mark.mission("C75", "C71")
def test_a_bundle_sealed_with_sm3_verifies_with_nothing_but_python(scene: Scene, settings: Any, tmp_path: Path) -> None:
    settings.SEAL_DIGEST = "sm3"
    target = tmp_path / "燃气归档包.zip"
    make_bundle(scene.campaign, target, fonds=FONDS, at=on(14, "09:00"))
    assert bundle_findings(target) == [] and Block.objects.filter(algorithm="sm3").exists()


@pytest.mark.mission("C71")
def test_entries_of_other_campaigns_stay_unread(bundle: Bundle) -> None:
    assert "消防通道" not in bundle.read("data/流水/流水.jsonl").decode()
    assert StoredEntry.objects.filter(kind="campaign.started").count() == 2


def rehash(folder: Path) -> None:
    """What a forger with a hash program would do: make the bag's lists fit again."""
    for listing, names in (
        ("manifest-sha256.txt", sorted(path for path in (folder / "data").rglob("*") if path.is_file())),
        ("tagmanifest-sha256.txt", [folder / "manifest-sha256.txt", folder / "bagit.txt", folder / "bag-info.txt",
                                    folder / "verify.py", folder / "说明.txt"]),
    ):  # fmt: skip
        lines = [f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in names]
        (folder / listing).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _segment(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "data/流水/流水.jsonl").read_text(encoding="utf-8").splitlines()]


def _write(folder: Path, rows: list[dict[str, object]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    (folder / "data/流水/流水.jsonl").write_text(text, encoding="utf-8")


def _alter(folder: Path) -> str:
    rows = _segment(folder)
    row = next(one for one in rows if one["entry"]["kind"] == "case.filed")  # type: ignore[index]
    row["entry"]["body"]["title"] = "没有问题"  # type: ignore[index]
    _write(folder, rows)
    return f"流水第 {rows.index(row) + 1} 行（case.filed"


def _remove(folder: Path) -> str:
    rows = _segment(folder)
    gone = rows.pop(next(n for n, one in enumerate(rows) if one["entry"]["kind"] == "case.filed"))  # type: ignore[index]
    _write(folder, rows)
    return f"缺少第 {gone['block']} 号封签块第 {int(str(gone['place'])) + 1} 条记录"


def _insert(folder: Path) -> str:
    rows = _segment(folder)
    forged = json.loads(json.dumps(rows[-1]))
    forged["place"], forged["entry"]["id"] = 999, "00000000-0000-7000-8000-000000000000"
    _write(folder, [*rows, forged])
    return f"流水第 {len(rows) + 1} 行"


def _exchange(folder: Path) -> str:
    first, second = sorted((folder / "data/文件").glob("*.jpg"))
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    return f"文件被调换：data/文件/{first.name}"


def _swap_photo(folder: Path) -> str:
    """Another photo under its own true name, in place of the one that the record names."""
    first = min((folder / "data/文件").glob("*.jpg"))
    forged = b"another picture"
    first.unlink()
    (folder / "data/文件" / f"{sha256(forged).hexdigest()}.jpg").write_bytes(forged)
    return f"提到的文件不在包里：{first.stem}"


def _reseal(folder: Path) -> str:
    path = folder / "data/流水/封签.jsonl"
    blocks = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    blocks[-1]["leaves"][0] = "0" * 64
    path.write_text("".join(json.dumps(block) + "\n" for block in blocks), encoding="utf-8")
    return f"第 {blocks[-1]['number']} 号封签块的默克尔根不符"


def _cut_chain(folder: Path) -> str:
    path = folder / "data/流水/封签.jsonl"
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    return "缺少第 1 号封签块"


TAMPERINGS = [_alter, _remove, _insert, _exchange, _swap_photo, _reseal, _cut_chain]


@pytest.mark.mission("X14", "C71")
@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_tampering_is_found_though_the_lists_were_made_to_fit(bundle: Bundle, tamper: Callable[[Path], str]) -> None:
    where = tamper(bundle.folder)
    rehash(bundle.folder)
    code, said = verified(bundle.folder)
    assert code == 1 and where in said
    assert any(where in finding for finding in bundle_findings(bundle.folder))


@pytest.mark.mission("C70")
def test_a_changed_missing_or_added_document_is_found(bundle: Bundle) -> None:
    ledger = bundle.folder / "data/问题台账/问题整改台账.xlsx"
    ledger.write_bytes(ledger.read_bytes() + b" ")
    (bundle.folder / "data/问题台账/案卷/hose-001.docx").unlink()
    (bundle.folder / "data/补充.txt").write_text("后加的")
    (bundle.folder / "verify.py").write_text((bundle.folder / "verify.py").read_text() + "\n# 改过\n")
    said = "\n".join(bundle_findings(bundle.folder))
    assert "文件被改动：data/问题台账/问题整改台账.xlsx" in said
    assert "缺少文件：data/问题台账/案卷/hose-001.docx" in said
    assert "多出清单里没有的文件：data/补充.txt" in said
    assert "文件被改动：verify.py" in said


def test_what_is_no_bundle_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    assert bundle_findings(tmp_path / "x.zip") == ["打不开归档包：不是 zip 文件，也不是归档包文件夹"]
    assert any("缺少清单" in finding for finding in bundle_findings(tmp_path))


@pytest.mark.mission("C71")
def test_a_bundle_with_erased_values_verifies_and_still_tells_what_was_altered(scene: Scene, tmp_path: Path) -> None:
    place, office = Org.objects.get(code=FIRST_GRID), scene.cast.office
    new = NewSubject(kind="restaurant", name="麦香面馆", org=place.number, phone="13812345678", address="禾苗路1号")
    [about] = add_subjects([new], by=office, at=on(13, "10:00"))
    close(by=office, at=on(13, "11:00"), subject=about, reason="已停业")
    erase_personal(by=office, at=on(13, "12:00"), subject=about, reason="本人要求")
    make_bundle(scene.campaign, tmp_path / "包.zip", fonds=FONDS, at=on(14, "09:00"))
    with zipfile.ZipFile(tmp_path / "包.zip") as whole:
        whole.extractall(tmp_path / "out")
    folder = tmp_path / "out" / "包"
    segment = (folder / "data/流水/流水.jsonl").read_text(encoding="utf-8")
    assert "subject.erased" in segment and "13812345678" not in segment
    assert verified(folder)[0] == 0
    rows = _segment(folder)
    row = next(one for one in rows if one["entry"]["body"].get("address") == "禾苗路1号")  # type: ignore[index]
    row["entry"]["body"]["address"] = "别处"  # type: ignore[index]
    _write(folder, rows)
    rehash(folder)
    code, said = verified(folder)
    assert code == 1 and f"流水第 {rows.index(row) + 1} 行（subject.added" in said
