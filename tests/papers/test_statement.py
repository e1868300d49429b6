"""The statement of whoever let a duty lapse: the facts stand in it, the reasons are theirs to write."""

from __future__ import annotations

import io

import pytest
from docx import Document

from taizhang.duties.models import Duty
from taizhang.workflows.clock import tick
from tests.loop.conftest import Clock, clock, scene  # noqa: F401
from tests.loop.scene import FIRST, Scene, on, photo


def text_of(content: bytes) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)


@pytest.mark.mission("C70", "X12")
def test_who_was_late_gets_a_statement_with_the_facts(scene: Scene, clock: Clock) -> None:  # noqa: F811
    duty = Duty.objects.get(rule="training", place=scene.org(FIRST).number)
    clerk = scene.person("clerk")
    assert clerk.client.get(f"/papers/duties/{duty.pk}/statement.docx").status_code == 409  # nothing is late yet
    assert "原因和措施自己写" not in clerk.look(f"/duties/{duty.pk}/")
    tick(now=on(6, 2))
    clock.to(6, 2)
    assert "原因和措施自己写" in clerk.look(f"/duties/{duty.pk}/")
    said = text_of(b"".join(clerk.client.get(f"/papers/duties/{duty.pk}/statement.docx")))
    assert "柳荫社区承担的“组织燃气安全培训”，应于2026年5月31日23时59分前完成，至今未完成，已经督办" in said
    assert "未按期完成的原因" in said and "（请写明）" in said
    form = {**clerk.form(f"/duties/{duty.pk}/"), "photos": [photo()]}
    clerk.client.post(f"/duties/{duty.pk}/fulfil", form)
    said = text_of(b"".join(clerk.client.get(f"/papers/duties/{duty.pk}/statement.docx")))
    assert "实际于2026年6月2日9时" in said
    assert scene.person("other_clerk").client.get(f"/papers/duties/{duty.pk}/statement.docx").status_code == 404
