"""What the English phrase book lacks: `python .ci/english.py` lists every wording of the code that stays Chinese.

Looks at the texts of templates (a value is `{}`, an inline element `<1>…</1>`), the strings of Python and TypeScript.
With folders or files behind it, only at these. Ends with 1 where something is missing.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from taizhang.web.english.chinese import even, has_chinese  # noqa: E402
from taizhang.web.english.page import in_english  # noqa: E402
from taizhang.web.english.phrases import CLOSE, OPEN, TAGS, whole_book  # noqa: E402
from taizhang.web.english.sentences import Translator  # noqa: E402

NOT_SHOWN = ("bench", "commands", "config", "papers", "reading", "rehearsal", "render", "openrosa", "watch")
"""Rooms whose Chinese goes onto a console, into official documents, into a plan or comes from one, not onto a page."""
NOT_SHOWN_FILES = (
    "archive/bundling.py",
    "archive/case_files.py",
    "archive/catalogue.py",
    "archive/papers.py",
    "archive/restore.py",
    "checkup/word.py",
    "foresight/ground.py",
    "imports/org_targets.py",
    "imports/subject_targets.py",
    "imports/template_book.py",
    "imports/templates_for.py",
    "points/paper.py",
    "standings/assessment.py",
    "core/plan/paper.py",
    "campaigns/drafting/fields.py",
    "campaigns/drafting/matching.py",
    "campaigns/drafting/rhythms.py",
    "campaigns/drafting/writing.py",
    "dispatch/agenda_paper.py",
    "dispatch/paper.py",
    "reports/charts.py",
    "reports/paper.py",
    "reports/summing_up.py",
    "web/templates/styleguide.html",
    "web/pages/styleguide.py",
)
STAYS = ROOT / "taizhang" / "web" / "english" / "stays.txt"
ENDINGS = {".html", ".py", ".ts", ".tsx"}
CUT = "\x1e"
_TEMPLATE_TAG = re.compile(r"\{%\s*(\w+)(.*?)%\}", re.DOTALL)
_VALUE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_REMARK = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_NOW = re.compile(r"\{% now .*?%\}")
_DATE = re.compile(r"\|(?:date|time):\"[^\"]*\"")
_FIELD = re.compile(r"\{[^{}]*\}|%\(?\w*\)?[sd]")
_SCRIPT_TEXT = re.compile(r"`((?:[^`$]|\$\{[^}]*\}|\$)*)`|\"([^\"\n]*)\"|>([^<>=;`\"?]*)<")
_RUN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff，、“”]*[\u3400-\u9fff]")
_SCRIPT_REMARK = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)
_NOT_WORDING = re.compile(r"[\\^*|\[\]\ud800-\udfff]|\(\?")
"""Forms that something is searched with."""
_TAG = re.compile(f"[{TAGS}]")
_STAR = re.compile(r"\s*[\ue000-\ue1ff]\*[\ue200-\ue3ff]\s*$")
_HELD = re.compile(r"[\ue000-\ue1ff](?:\{\}|[\ue400-\ue7ff])[\ue200-\ue3ff]")


def main(wanted: list[str]) -> int:
    places = [Path(place).resolve() for place in wanted] or [ROOT / "taizhang", ROOT / "frontend" / "src"]
    count = 0
    for place in places:
        for file, missing in lacking(place).items():
            print(f"\n# {file}")
            for text in missing:
                print(text)
            count += len(missing)
    print(f"\n{count} 条没有英文")
    return 1 if count else 0


def lacking(place: Path) -> dict[str, list[str]]:
    """By file, the wordings that the book leaves Chinese; each once, where it comes first."""
    translator = Translator(whole_book())
    seen: set[str] = set()
    found: dict[str, list[str]] = {}
    for file in files_in(place):
        missing = [text for text in wordings(file) if not in_book(text, translator)]
        fresh = [text for text in dict.fromkeys(missing) if text not in seen]
        seen.update(fresh)
        if fresh:
            found[str(file.relative_to(ROOT))] = fresh
    return found


def files_in(place: Path) -> list[Path]:
    files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
    return [file for file in files if file.suffix in ENDINGS and (file.suffix == ".py" or _is_shown(file))]


def _is_shown(file: Path) -> bool:
    within = file.relative_to(ROOT)
    if within.parts[0] == "taizhang":
        path = "/".join(within.parts[1:])
        return within.parts[1] not in NOT_SHOWN and path not in NOT_SHOWN_FILES and "migrations" not in within.parts
    return True


def in_book(text: str, translator: Translator) -> bool:
    if even(text) in stays():
        return True
    coded = re.sub(r"<(/?)(\d+)>", lambda tag: chr((CLOSE if tag[1] else OPEN) + int(tag[2])), text)
    return coded in translator.book.sources or not has_chinese(translator.text(coded.replace("{}", "X")))


@cache
def stays() -> frozenset[str]:
    """Wordings that are not the interface's, though they look like it: names of files, words of forms and documents."""
    lines = STAYS.read_text(encoding="utf-8").splitlines()
    return frozenset(even(line) for line in lines if line and not line.startswith("#"))


def wordings(file: Path) -> Iterator[str]:
    source = file.read_text(encoding="utf-8")
    if file.suffix == ".py" and not _is_shown(file):
        texts = list(in_refusals(source))
    else:
        texts = list({".html": in_template, ".py": in_python}.get(file.suffix, in_script)(source))
    yield from (form for text in texts if has_chinese(text) and _is_wording(text, file) for form in forms(text))


def _is_wording(text: str, file: Path) -> bool:
    return file.suffix == ".html" or not _NOT_WORDING.search(text)


def forms(coded: str) -> Iterator[str]:
    """As the book writes it: cut where a template may leave something out, without what only surrounds it."""
    for part in coded.split(CUT):
        pieces = [part] if _is_sentence(part) else _TAG.split(part)
        for piece in pieces:
            form = _numbered(even(_STAR.sub("", _HELD.sub("{}", piece))).strip("，。；：、·（） "))
            if has_chinese(form):
                yield form


def _is_sentence(text: str) -> bool:
    """Words that go through its elements; elements that only stand side by side are texts of their own."""
    outside = re.sub("[\ue000-\ue1ff].*?[\ue200-\ue3ff]", "", text)
    return _balanced(text) and (has_chinese(outside) or not _TAG.search(text))


def _balanced(text: str) -> bool:
    waiting: list[int] = []
    for sign in _TAG.findall(text):
        if ord(sign) < CLOSE:
            waiting.append(ord(sign) - OPEN)
        elif not waiting or waiting.pop() != ord(sign) - CLOSE:
            return False
    return not waiting


def _numbered(text: str) -> str:
    numbers: dict[int, int] = {}

    def tag(found: re.Match[str]) -> str:
        sign = ord(found[0])
        number = sign - (OPEN if sign < CLOSE else CLOSE)
        return f"<{'/' if sign >= CLOSE else ''}{numbers.setdefault(number, len(numbers) + 1)}>"

    text = re.sub("^([\ue000-\ue1ff])(.*)([\ue200-\ue3ff])$", _peeled, text)
    return _TAG.sub(tag, text)


def _peeled(found: re.Match[str]) -> str:
    inner = found[2]
    return inner if _balanced(inner) and ord(found[3]) - CLOSE == ord(found[1]) - OPEN else found[0]


def in_template(source: str) -> list[str]:
    source = _NOW.sub("{}", _DATE.sub("", _REMARK.sub("", source)))
    texts = [one or other for tag in _TEMPLATE_TAG.finditer(source) for one, other in _QUOTED.findall(tag[2])]
    texts += [one or other for value in _VALUE.finditer(source) for one, other in _QUOTED.findall(value[1])]
    page = _TEMPLATE_TAG.sub(lambda tag: "<svg></svg>" if tag[1] == "icon" else CUT, _VALUE.sub("{}", source))

    def heard(text: str) -> str:
        texts.append(text)
        return text

    in_english(page, heard)
    return texts


def in_python(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    skipped = set(_remarks(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped.update(
                id(part) for part in ast.walk(node) if isinstance(part, ast.Constant) and part in node.values
            )
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield _FIELD.sub("{}", node.value)


def in_refusals(source: str) -> Iterator[str]:
    """What a room says on a page whose other Chinese never comes there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
            yield from in_python(ast.unparse(node))


def _remarks(tree: ast.AST) -> Iterable[int]:
    """Docstrings, and strings that stand below an assignment to explain it."""
    return (
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def in_script(source: str) -> Iterator[str]:
    for template, quoted, between in _SCRIPT_TEXT.findall(_SCRIPT_REMARK.sub("", source)):
        text = re.sub(r"\$?\{[^{}]*\}", "{}", template or quoted or between)
        yield from text.split("\n\n")
    yield from (words for words in _RUN.findall(_SCRIPT_REMARK.sub("", source)) if words not in _all_sources())


@cache
def _all_sources() -> str:
    """Sentences that a script puts together are in the book as wholes: their pieces are found in those."""
    return "\n".join(whole_book().sources)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
