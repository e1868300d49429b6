"""The layout of GB/T 9704-2012, measured on paper: what LibreOffice prints is read back in millimetres."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taizhang.render.document import OfficialDocument
from tests.render.conftest import Measure, Page
from tests.render.sample_documents import circular, daily_report, full_lines, phase_summary, rectification_notice

pytestmark = pytest.mark.mission("C66")

TOP, LEFT, RIGHT_EDGE, BOTTOM_EDGE = 37.0, 28.0, 210.0 - 26.0, 297.0 - 35.0
Sample = Callable[[], OfficialDocument]
SAMPLES: tuple[Sample, ...] = (daily_report, rectification_notice, circular, phase_summary)


@pytest.fixture(scope="module")
def full(measured: Measure) -> list[Page]:
    return measured(full_lines())


def test_the_paper_is_a4(full: list[Page]) -> None:
    assert {(round(page.width), round(page.height)) for page in full} == {(210, 297)}


def test_a_page_holds_22_lines(full: list[Page]) -> None:
    assert len(full) > 3
    # The first page begins with title and an empty line: 22 with them.
    assert len(full[0].text_lines) == 21
    assert [len(page.text_lines) for page in full[1:-1]] == [22] * (len(full) - 2)


def test_a_full_line_holds_28_characters(full: list[Page]) -> None:
    lines = [line.text for page in full for line in page.text_lines if line.text != "整行测试"]
    # Paragraphs of 110 characters with two empty places in front: exactly four full lines.
    assert {len(text) for text in lines} == {26, 28}
    assert sum(len(text) == 26 for text in lines) == 30


def test_the_text_fills_the_type_area_and_stays_in_it(full: list[Page]) -> None:
    body = [line for page in full for line in page.text_lines if len(line.text) == 28]
    assert min(line.left for line in body) == pytest.approx(LEFT, abs=0.5)
    assert max(line.right for line in body) == pytest.approx(RIGHT_EDGE, abs=0.7)
    page = full[1]
    pitch = (page.text_lines[-1].middle - page.text_lines[0].middle) / 21
    assert pitch == pytest.approx(225 / 22, abs=0.05)
    assert page.text_lines[0].middle > TOP
    assert page.text_lines[-1].bottom <= BOTTOM_EDGE


def test_a_paragraph_begins_two_characters_in(full: list[Page]) -> None:
    first = [line for page in full for line in page.text_lines if len(line.text) == 26]
    character = (RIGHT_EDGE - LEFT) / 28
    assert {round((line.left - LEFT) / character, 1) for line in first} == {2.0}


@pytest.mark.parametrize("sample", [full_lines, *SAMPLES])
def test_page_numbers_stand_outside_one_character_in(measured: Measure, sample: Sample) -> None:
    character = 14 * 25.4 / 72
    for number, page in enumerate(measured(sample()), 1):
        line = page.number
        assert line.text == f"—{number}—"
        if number % 2:
            assert line.right == pytest.approx(RIGHT_EDGE - character, abs=0.7)
        else:
            assert line.left == pytest.approx(LEFT + character, abs=0.7)
        assert line.middle == pytest.approx(BOTTOM_EDGE + 7, abs=1.5)


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_stands_outside_the_type_area(measured: Measure, sample: Sample) -> None:
    for page in measured(sample()):
        for line in page.text_lines:
            assert line.left >= LEFT - 0.5, line
            assert line.right <= RIGHT_EDGE + 0.5, line


def test_the_red_head_stands_where_the_standard_wants_it(measured: Measure) -> None:
    lines = measured(circular())[0].text_lines
    mark, number, title = lines[0], lines[1], lines[2]
    assert mark.text == "清河县燃气安全专项整治工作领导小组办公室文件"
    assert mark.top == pytest.approx(TOP + 35, abs=4)
    assert mark.right - mark.left <= RIGHT_EDGE - LEFT
    assert number.text == "清燃安办〔2026〕7号"
    assert (number.left + number.right) / 2 == pytest.approx((LEFT + RIGHT_EDGE) / 2, abs=1)
    assert title.text == "关于全县燃气安全专项整治"
    # Number, red rule, two empty lines, title.
    assert (title.middle - number.middle) / (225 / 22) == pytest.approx(3.5, abs=0.4)


def test_the_signature_is_centred_over_its_date(measured: Measure) -> None:
    lines = [line for page in measured(circular()) for line in page.text_lines]
    at = next(n for n, line in enumerate(lines) if line.text == "2026年5月18日")
    unit, day = lines[at - 1], lines[at]
    assert unit.text == "清河县燃气安全专项整治工作领导小组办公室"
    assert (unit.left + unit.right) / 2 == pytest.approx((day.left + day.right) / 2, abs=1)
    assert unit.right == pytest.approx(RIGHT_EDGE - 2 * 15.75 * 25.4 / 72, abs=1)


def test_the_imprint_ends_the_last_page(measured: Measure) -> None:
    last = measured(circular())[-1].text_lines[-1]
    assert last.text.endswith("2026年5月18日印发")
    assert last.bottom == pytest.approx(BOTTOM_EDGE, abs=3)


def test_attachments_follow_on_their_own_page(measured: Measure) -> None:
    first = [page.text_lines[0].text for page in measured(circular())]
    assert first[-1] == "附件1"
    text = "".join(line.text for line in measured(circular())[-2].text_lines)
    assert "附件：1.各乡镇（街道）燃气安全专项整治第三周排名表2.超期未整改隐患清单" in text
