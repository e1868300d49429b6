"""People at their browsers, and a draft of the gas plan in review."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from taizhang.accounts.models import User
from taizhang.campaigns.editing import live_items
from taizhang.campaigns.models import DraftItem, PlanDraft
from taizhang.core.roles import Role
from taizhang.orgs.operations import NewPost, set_posts
from tests.campaigns.plans import GAS
from tests.cast import Cast


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, at: datetime) -> datetime:
    """The pages take the moment of the test for now."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    return at


@pytest.fixture
def draft(office: Client) -> PlanDraft:
    """The pasted plan, in review."""
    response = office.post("/drafts/new", {"text": GAS})
    assert response.status_code == 302, response.content.decode()
    return PlanDraft.objects.get()


def the_item(draft: PlanDraft, section: str, words: str = "") -> DraftItem:
    """The first item of a section that says these words."""
    return next(item for item in live_items(draft) if item.section == section and words in str(item.data))


@pytest.fixture
def second_office(cast: Cast, at: datetime) -> Client:
    """Another person in the same office."""
    user = User.objects.create_user("second-office", password=cast.PASSWORD, name="方又新")
    post = NewPost(org=cast.orgs["530199001"], role=Role.OFFICE, user=user.pk, person="方又新")
    set_posts([post], by="user:0", at=at)
    client = Client()
    client.force_login(user)
    return client
