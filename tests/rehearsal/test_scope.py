"""What a rehearsal found out: kept as plain scenarios."""

from __future__ import annotations

import pytest

from taizhang.duties.queries import duties_for
from taizhang.reports.queries import reports_for
from tests.cast import Cast
from tests.reports.scene import build_scene


@pytest.mark.mission("C12")
def test_administrators_of_system_and_audit_see_no_business_not_even_that_of_their_own_org(cast: Cast) -> None:
    build_scene(cast)
    assert duties_for(cast.office).exists()
    assert reports_for(cast.office).exists()
    for actor in (cast.system_admin, cast.security_admin, cast.auditor):
        assert not duties_for(actor).exists()
        assert not reports_for(actor).exists()
