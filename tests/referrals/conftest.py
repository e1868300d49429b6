"""The scene and the clock of the loop's tests, and somebody of discipline inspection."""

from __future__ import annotations

import pytest

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.models import User
from taizhang.core.roles import Role
from taizhang.orgs.operations import NewPost, set_posts
from tests.loop.conftest import clock, scene
from tests.loop.scene import BEGIN, STREET, Scene

__all__ = ["clock", "scene"]


@pytest.fixture
def inspector(scene: Scene) -> Actor:
    user = User.objects.create_user("inspector", password=scene.cast.PASSWORD, name="铁清平")
    post = NewPost(org=scene.org(STREET), role=Role.DISCIPLINE, user=user.pk, person=user.name)
    set_posts([post], by="user:0", at=BEGIN)
    return actors_of(user.pk, user.name, at=BEGIN)[0]
