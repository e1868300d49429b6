"""The audit of dependencies: a known fault ends it with 1; no advisory service is said, and ends nothing."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

AUDIT: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[1] / ".ci" / "audit.py"), run_name="audit")

PIP = {
    "dependencies": [
        {"name": "django", "version": "5.2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.2.9"]}]},
        {"name": "pillow", "version": "11", "vulns": []},
        {"name": "bagit", "version": "1.9", "skip_reason": "Dependency not found on PyPI"},
    ]
}
NPM = {"vulnerabilities": {"htmx": {"name": "htmx", "severity": "high"}}}


def test_known_faults_are_named_with_the_version_that_mends_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert AUDIT["read_pip"](json.dumps(PIP)) == (["django 5.2.0 PYSEC-1，修复版本 5.2.9"], "")
    assert "1 个包查不到" in capsys.readouterr().out
    assert AUDIT["read_npm"](json.dumps(NPM)) == (["htmx high"], "")
    assert AUDIT["read_npm"](json.dumps({"vulnerabilities": {}})) == ([], "")


@pytest.mark.parametrize("text", ["", "no json", "[]", json.dumps({"message": "405 Method Not Allowed"})])
def test_where_no_advisory_service_answers_it_is_said(text: str) -> None:
    for read in ("read_pip", "read_npm"):
        assert AUDIT[read](text) == ([], "查不到漏洞库，没有审计")


def test_all_skipped_is_not_all_well() -> None:
    skipped = {"dependencies": [PIP["dependencies"][2]]}
    assert AUDIT["read_pip"](json.dumps(skipped)) == ([], "查不到漏洞库，没有审计")


def test_the_verification_on_a_new_machine_audits() -> None:
    assert "make audit" in (Path(__file__).parents[1] / ".ci" / "run").read_text(encoding="utf-8")
