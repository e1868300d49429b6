"""A post changes hands: nothing is lost, the successor has it in one act, and signs anew what the other had signed."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from taizhang.access.actor import actors_of
from taizhang.accounts.models import User
from taizhang.duties.models import Duty
from taizhang.duties.operations import fulfil
from taizhang.duties.queries import own_duties
from taizhang.journal.rebuild import rebuild
from taizhang.orgs.models import Post
from tests.cast import build_cast
from tests.loop.conftest import Clock, clock
from tests.loop.scene import BEGIN, FIRST, FIRST_GRID, PLAN, Scene, build_scene, in_words
from tests.tables import tables

__all__ = ["clock"]

LETTER = {"id": "letter", "title": "签订责任书", "sign": {"document": "paper"},
          "by": {"level": "village", "role": "clerk"}, "during": "screening"}  # fmt: skip
SIGNING: dict[str, Any] = {
    **PLAN,
    "documents": [{"id": "paper", "title": "责任书", "kind": "letter"}],
    "duties": [*PLAN["duties"], LETTER],
}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), SIGNING)


def post_of(scene: Scene, name: str) -> Post:
    return Post.objects.get(number=scene.cast.actors[name].post)


def take_over(scene: Scene, post: Post, **given: str) -> str:
    admin = scene.person("system_admin")
    asked = {"person": "沈新禾", "phone": "13900001111", "login": "xinhe", **given}
    return in_words(admin.client.post(f"/orgs/posts/{post.number}/take-over", asked, follow=True))


@pytest.mark.mission("C11", "X1")
def test_the_sheet_lists_what_the_post_has_in_hand(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    scene.person("clerk").take(about, "assigned", handler=scene.org(FIRST_GRID).number, measures="更换软管")
    worker = post_of(scene, "grid_worker")
    sheet = scene.person("office").look(f"/orgs/posts/{worker.number}/handover")
    assert "逐户检查用气餐饮场所阿婆面馆" in sheet and "阿婆面馆的问题" in sheet and "周麦生" in sheet
    word = scene.person("office").client.get(f"/orgs/posts/{worker.number}/handover.docx")
    made = docx.Document(io.BytesIO(b"".join(word.streaming_content)))  # type: ignore[attr-defined]
    texts = [p.text for p in made.paragraphs] + [c.text for t in made.tables for r in t.rows for c in r.cells]
    assert any("移交给（接任人待定）" in text for text in texts) and "阿婆面馆的问题" in texts
    assert scene.person("other_clerk").client.get(f"/orgs/posts/{worker.number}/handover").status_code in {403, 404}
    admin = scene.person("system_admin").look(f"/orgs/posts/{worker.number}/handover")
    assert "阿婆面馆" not in admin and "接任" in admin, "who manages the organisation sees no business"


@pytest.mark.mission("C11")
def test_the_successor_takes_over_in_one_act_and_signs_anew(scene: Scene, clock: Clock) -> None:
    clerk, village = post_of(scene, "clerk"), scene.org(FIRST).number
    letter = Duty.objects.get(rule="letter", bearer=village)
    fulfil(by=scene.cast.clerk, at=clock.now, duty=letter.pk, body={"note": "已签"})
    undone = set(own_duties(scene.cast.clerk, at=clock.now).values_list("pk", flat=True))
    assert "请选择或写明接任人" in take_over(scene, clerk, person=" ")
    assert Post.objects.get(number=clerk.number).until is None, "refused, nothing has changed"

    take_over(scene, clerk)
    clock.to(5, 14)
    new = User.objects.get(username="xinhe")
    (actor,) = actors_of(new.pk, new.name, at=clock.now)
    owed = {row.pk: row.title for row in own_duties(actor, at=clock.now)}
    assert undone <= set(owed), "every open duty is there"
    assert "接任后重新签订责任书" in owed.values()
    assert Duty.objects.get(pk=letter.pk).state in {"met", "met_late"}, "what was signed stays signed"
    history = scene.person("office").look(f"/orgs/posts/{clerk.number}/handover")
    assert "江小禾" in history and "沈新禾" in history, "both stand there"
    assert not actors_of(scene.cast.user("clerk").pk, "", at=clock.now), "the predecessor may act no longer"
    assert "已由沈新禾接任" in take_over(scene, clerk, person="别人", login="another")
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("C11", "X5")
def test_a_post_that_was_ended_first_shows_as_a_gap_and_loses_nothing(scene: Scene, clock: Clock) -> None:
    clerk, village = post_of(scene, "clerk"), scene.org(FIRST).number
    admin, office = scene.person("system_admin"), scene.person("office")
    owed = Duty.objects.filter(bearer=village, role="clerk", state__in=["open", "lapsed"]).count()
    admin.client.post(f"/orgs/posts/{clerk.number}/end", {"reason": "退休"})
    clock.to(5, 14)
    assert "1 个岗位离任后没有人接任" in office.look(f"/orgs/{scene.org(FIRST).number}/")
    gaps = office.look(f"/orgs/{village}/gaps")
    assert "柳荫社区：社区（村）经办人" in gaps and "前任 江小禾" in gaps
    assert "岗位空着" in office.look(f"/orgs/posts/{clerk.number}/handover")
    take_over(scene, clerk)
    clock.to(5, 15)
    new = User.objects.get(username="xinhe")
    (actor,) = actors_of(new.pk, new.name, at=clock.now)
    assert own_duties(actor, at=clock.now).count() == owed
    assert "离任的岗位都有人接任" in office.look(f"/orgs/{village}/gaps")


@pytest.mark.mission("C11")
def test_the_successor_is_chosen_among_those_who_have_an_account_nearby(scene: Scene, clock: Clock) -> None:
    clerk, worker = post_of(scene, "clerk"), post_of(scene, "grid_worker")
    page = scene.person("system_admin").look(f"/orgs/posts/{clerk.number}/handover")
    assert "周麦生（柳荫第一网格，网格员）" in page
    assert "江小禾（" not in page, "the one who leaves"
    other = post_of(scene, "other_clerk")
    take_over(scene, clerk, known=str(worker.number), person="", login="", phone="")
    clock.to(5, 14)
    held = actors_of(scene.cast.user("grid_worker").pk, "周麦生", at=clock.now)
    assert {actor.role for actor in held} == {"grid-worker", "clerk"}, "the same account has both posts"
    far = scene.person("system_admin").client.post(
        f"/orgs/posts/{other.number}/take-over", {"known": "999999"}, follow=True
    )
    assert far.status_code in {403, 404} and Post.objects.get(number=other.number).until is None
