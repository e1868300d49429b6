"""A row at hand is judged by the same scope as a list."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from taizhang.access.scope import sees
from taizhang.campaigns.queries import campaign_for, campaigns_for
from taizhang.core.refusals import Refused
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


@pytest.mark.mission("X1")
def test_a_campaign_is_found_by_whoever_has_it_on_the_list(cast: Cast, at: datetime) -> None:
    now = timezone.now()
    scene = build_scene(cast, now)
    campaign = scene.campaign
    settle_owner(cast, scene, now)
    found = set()
    for name, actor in cast.actors.items():
        listed = campaigns_for(actor).filter(pk=campaign.pk).exists()
        try:
            assert campaign_for(actor, campaign.pk) == campaign
            found.add(name)
        except Refused:
            assert not listed
        else:
            assert listed
    assert {"grid_worker", "office", "leader"} <= found < set(cast.actors)
