"""A row at hand is judged by the same scope as a list."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from taizhang.access.scope import sees
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import subjects_for
from tests.cast import Cast
from tests.phone.scene import build_scene, settle_owner


@pytest.mark.mission("X5")
def test_every_post_sees_of_the_register_the_same_row_by_row_and_as_a_list(cast: Cast, at: datetime) -> None:
    now = timezone.now()
    settle_owner(cast, build_scene(cast, now), now)
    counts = set()
    for actor in cast.actors.values():
        listed = set(subjects_for(actor))
        assert {row for row in Subject.objects.all() if sees(actor, row)} == listed
        counts.add(len(listed))
    assert counts == {0, 1, 3, 4}
