"""A problem on its way round the loop, through the pages, by the people whose turn it is."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.utils import timezone

from taizhang.cases.models import Case
from taizhang.core.roles import Role
from taizhang.orgs.operations import NewPost, set_posts
from tests.loop.conftest import Clock
from tests.loop.scene import FIRE, FIRST, FIRST_GRID, SAFETY, SECOND, STREET, Scene, fresh, on, photo


def assign(scene: Scene, about: UUID, to: str = FIRST_GRID, **fields: object) -> str:
    return scene.person("clerk").take(about, "assigned", handler=scene.org(to).number, **fields)


def rectify(scene: Scene, about: UUID, by: str = "grid_worker") -> str:
    return scene.person(by).take(about, "rectified", photos=[photo()], reason="已更换软管")


def go_round(scene: Scene, about: UUID, upto: str = "struck") -> None:
    """All steps up to one, each by another person."""
    assign(scene, about)
    rectify(scene, about)
    for who, verb in (("second_grid_worker", "rechecked"), ("clerk", "accepted"), ("office", "struck")):
        if upto == "rectified":
            return
        scene.person(who).take(about, verb)
        if verb == upto:
            return


@pytest.mark.mission("X8", "C33", "X4")
def test_a_problem_goes_from_the_desk_round_the_loop_until_it_is_struck_off(scene: Scene, clock: Clock) -> None:
    clerk = scene.person("clerk")
    subject = scene.subjects["阿婆面馆"]
    assert "阿婆面馆" in clerk.look("/ledger/new?q=面馆")
    form = clerk.form(f"/ledger/new?subject={subject.pk}")
    filed = {
        **form,
        "category": "hose",
        "title": "灶台软管老化",
        "description": "超过使用年限",
        "photos": [photo("before.jpg")],
    }
    page = clerk.client.post(f"/ledger/new?subject={subject.pk}", filed, follow=True)
    assert "已立案" in page.content.decode()
    about = Case.objects.get().pk
    case = scene.state(about)
    assert (case.severity, case.phase, case.line, case.subject) == ("general", "screening", "safety", subject.pk)

    said = clerk.case(about)
    assert "派单" in said and "江小禾" in said and "柳荫社区" in said  # who, and by when: one working day
    assert "5月14日 23:59 前" in said
    assert "派单给柳荫第一网格，期限 2026-05-18 23:59" in assign(scene, about)
    assert "周麦生" in clerk.case(about) and "5月18日 23:59 前" in clerk.case(about)

    clock.to(5, 14)
    rectify(scene, about)
    said = clerk.case(about)
    assert "整改的人不能复查" in said and "吴秋实" in said and "5月19日 23:59 前" in said
    assert "整改前" in said and "整改后" in said

    scene.person("second_grid_worker").take(about, "rechecked", reason="现场查看，已更换")
    clerk.take(about, "accepted")
    assert "程思远" in clerk.case(about)
    scene.person("office").take(about, "struck")
    case = scene.state(about)
    assert (case.state, case.open, case.returns) == ("struck", False, 0)
    said = clerk.case(about)
    assert [word for word in ("立案", "派单", "提交整改", "复查合格", "验收通过", "销号") if word not in said] == []
    assert clerk.may(about) == []


@pytest.mark.mission("C36")
def test_who_rectified_never_rechecks_not_even_in_another_post(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    rectify(scene, about)
    worker = scene.person("grid_worker")
    assert "rechecked" not in worker.may(about)
    assert "同一人不能既整改又复查" in worker.send(about, "rechecked")
    post = NewPost(
        org=scene.org(FIRST), role=Role.CLERK, user=scene.cast.grid_worker.user, person="周麦生", title="兼任经办人"
    )
    number = set_posts([post], by="user:0", at=on(5, 1))[0]
    worker.client.post("/choose-post", {"post": number})
    assert "兼任经办人" in worker.case(about)
    assert "rechecked" not in worker.may(about)
    assert "同一人不能既整改又复查" in worker.send(about, "rechecked")
    assert scene.state(about).state == "rectified"


@pytest.mark.mission("C43")
def test_striking_off_takes_evidence_and_two_signatures(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    assert "没有整改证据" in scene.person("grid_worker").send(about, "rectified", reason="改好了", entry=fresh())
    rectify(scene, about)
    scene.person("second_grid_worker").take(about, "rechecked")
    scene.person("office").take(about, "accepted")
    assert scene.person("office").may(about)[0] != "struck"
    assert "同一人" in scene.person("office").send(about, "struck")
    scene.person("leader").take(about, "struck")
    assert scene.state(about).state == "struck"


@pytest.mark.mission("C43")
def test_a_category_without_photos_still_wants_an_account(scene: Scene, clock: Clock) -> None:
    about = scene.found("papers", clock.now)
    assign(scene, about)
    worker = scene.person("grid_worker")
    assert "没有写明整改情况" in worker.send(about, "rectified", entry=fresh())
    worker.take(about, "rectified", reason="制度已补齐并上墙")
    assert scene.state(about).state == "rectified"


@pytest.mark.mission("C43")
def test_a_case_struck_off_by_mistake_is_taken_back_with_trace(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    go_round(scene, about)
    clock.to(5, 20)
    assert "没有填写理由" in scene.person("office").send(about, "reopened", due_at="2026-05-25")
    said = scene.person("office").take(about, "reopened", reason="回头看发现又装旧软管", due_at="2026-05-25")
    assert "撤销销号 1 次" in said and "回头看发现又装旧软管" in said
    case = scene.state(about)
    assert (case.state, case.reopenings, case.returns, case.closed_at) == ("assigned", 1, 0, None)
    rectify(scene, about)
    assert "rechecked" in scene.person("second_grid_worker").may(about)


@pytest.mark.mission("C34")
def test_work_is_given_back_and_counted(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    go_round(scene, about, "rectified")
    second = scene.person("second_grid_worker")
    assert "没有填写理由" in second.send(about, "returned")
    said = second.take(about, "returned", reason="卡箍没有拧紧", due_at="2026-05-20")
    assert "退回 1 次" in said and "卡箍没有拧紧" in said
    assert scene.state(about).due_at == on(5, 21, "00:00") - timezone.timedelta(microseconds=1)  # type: ignore[attr-defined]
    rectify(scene, about)
    second.take(about, "rechecked")
    assert scene.state(about).returns == 1


@pytest.mark.mission("C34")
def test_an_extension_is_asked_for_and_granted_by_the_approver_of_the_plan(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    worker, clerk, office = (scene.person(name) for name in ("grid_worker", "clerk", "office"))
    assert "最长延 5日" in worker.take(about, "extension_requested", reason="缺货", until="2026-06-20")
    assert "没有晚于原期限" in worker.take(about, "extension_requested", reason="缺货", until="2026-05-15")
    said = worker.take(about, "extension_requested", reason="配件缺货", until="2026-05-21")
    assert "周麦生申请延期至 5月21日" in said and "配件缺货" in said
    assert "extended" not in clerk.may(about) and "没有办理此事项的权限" in clerk.send(about, "extended")
    assert "待批" in office.look("/")
    office.take(about, "extended")
    case = scene.state(about)
    assert (case.extensions, timezone.localtime(case.due_at).date().isoformat()) == (1, "2026-05-21")
    assert "extension_requested" not in worker.may(about)
    again = worker.send(about, "extension_requested", reason="还要", until="2026-05-23")
    assert "延期次数已经用完" in again


@pytest.mark.mission("C34")
def test_a_refused_extension_leaves_the_period_as_it_was(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    before = scene.state(about).due_at
    scene.person("grid_worker").take(about, "extension_requested", reason="忙", until="2026-05-21")
    scene.person("office").take(about, "extension_denied", reason="隐患不能拖")
    assert (scene.state(about).due_at, scene.state(about).pending_extension) == (before, None)


@pytest.mark.mission("C38")
def test_work_is_refused_passed_on_and_shared(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)  # in the line of the safety office: no matter of the fire station yet
    fire, safety, clerk = (scene.person(name) for name in ("fire", "bureau", "clerk"))
    assert fire.client.get(f"/ledger/{about}/").status_code == 404
    assign(scene, about, to=FIRE)
    assert "没有填写理由" in fire.send(about, "refused")
    fire.take(about, "refused", reason="软管更换不属消防职责")
    assert scene.state(about).state == "filed"
    assert "软管更换不属消防职责" in clerk.case(about)

    assign(scene, about, to=SAFETY)
    safety.take(about, "transferred", handler=scene.org(FIRST_GRID).number, reason="属地整改")
    assert scene.state(about).handler == scene.org(FIRST_GRID).number
    assert fire.client.get(f"/ledger/{about}/").status_code == 404
    clerk.take(about, "joined", joint=[scene.org(FIRE).number], reason="需要消防员到场")
    said = fire.case(about)
    assert "会办：青禾消防救援站" in said and "需要消防员到场" in said
    assert str(about) in fire.client.get(f"/ledger/?handler={scene.org(FIRE).number}").content.decode()
    fire.take(about, "rectified", photos=[photo()], reason="消防员到场更换")
    assert scene.state(about).state == "rectified"


@pytest.mark.mission("C39")
def test_a_major_hazard_is_assigned_with_all_five_points(scene: Scene, clock: Clock) -> None:
    about = scene.found("cellar", clock.now)
    handler = scene.org(FIRST_GRID).number
    said = scene.person("clerk").send(
        about, "assigned", handler=handler, due_at="2026-05-22", responsible="秦阿婆", measures="停用", entry=fresh()
    )
    assert "五落实" in said and "资金安排、应急预案" in said
    said = assign(scene, about, responsible="秦阿婆", measures="停用并拆除", money="自筹三千元", emergency="关阀撤离")
    for words in ("秦阿婆", "停用并拆除", "自筹三千元", "关阀撤离", "2026年5月23日"):
        assert words in said


@pytest.mark.mission("C41")
def test_named_supervision_rises_level_by_level(scene: Scene, clock: Clock) -> None:
    about = scene.found("cellar", clock.now)
    supervisor = scene.person("supervisor")
    assert "应当挂牌督办" in supervisor.case(about)
    assert "应挂牌督办" in scene.person("office").look("/")
    said = supervisor.take(about, "supervised", reason="地下厨房，人员密集")
    assert "青禾街道挂牌督办（严正清）" in said
    assert "supervised" not in supervisor.may(about)
    assert "已经办理过" in scene.person("leader").send(about, "supervised", reason="再挂", entry=fresh())
    assert scene.state(about).supervised and not scene.state(about).to_supervise
    assert str(about) in scene.person("clerk").client.get("/ledger/?supervised=1").content.decode()


def test_a_place_is_banned(scene: Scene, clock: Clock) -> None:
    about = scene.found("cellar", clock.now)
    assert "banned" not in scene.person("clerk").may(about)
    said = scene.person("office").take(about, "banned", reason="无证经营，拒不整改，依法取缔")
    assert "已取缔" in said and "拒不整改" in said
    assert "其他办结" in scene.person("office").look("/")


@pytest.mark.mission("X8", "C36")
def test_what_is_fixed_on_the_spot_is_rechecked_by_somebody_else(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    said = scene.person("grid_worker").take(about, "fixed_on_spot", photos=[photo()])
    assert "当场整改" in said
    assert "同一人" in scene.person("grid_worker").send(about, "rechecked")
    scene.person("second_grid_worker").take(about, "rechecked")


def test_what_was_fixed_on_the_spot_and_given_back_waits_to_be_assigned(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    scene.person("grid_worker").take(about, "fixed_on_spot", photos=[photo()])
    said = scene.person("second_grid_worker").take(about, "returned", reason="接头还在漏")
    assert "派单" in said and "5月14日 23:59 前" in said
    assert scene.state(about).state == "filed"
    assert "派单给" in assign(scene, about)


def test_a_shopkeeper_sees_and_proves_what_is_to_be_put_right(scene: Scene, clock: Clock) -> None:
    mine = scene.found("hose", clock.now, title="灶台软管老化")
    other = scene.found("hose", clock.now, shop="稻香饭庄", title="别人家的软管")
    scene.person("clerk").take(mine, "assigned")
    owner = scene.person("owner")
    home = owner.look("/")
    assert "灶台软管老化" in home and "别人家的软管" not in home
    assert owner.client.get(f"/ledger/{other}/").status_code == 404
    owner.take(mine, "rectified", photos=[photo()], reason="换了新软管")
    assert owner.may(mine) == []
    assert "秦阿婆" in scene.person("clerk").case(mine)


@pytest.mark.mission("C35")
@pytest.mark.parametrize(
    ("category", "found", "until"),
    [
        ("hose", on(4, 29, "10:00"), "2026年5月7日 23:59"),  # three working days across the holiday of 1 to 5 May
        ("hose", on(5, 8, "16:00"), "2026年5月12日 23:59"),  # Saturday 9 May is worked instead
        ("leak", on(5, 1, "10:30"), "2026年5月2日 10:30"),  # an emergency runs by the hour, holiday or not
        ("cellar", on(4, 29, "10:00"), "2026年5月9日 23:59"),  # plain days
    ],
)
def test_periods_run_in_working_days_days_or_hours(
    scene: Scene, clock: Clock, category: str, found: object, until: str
) -> None:
    clock.now = found  # type: ignore[assignment]
    about = scene.found(category, clock.now)
    assert until in scene.person("clerk").case(about)


@pytest.mark.mission("C35")
def test_assigning_leaves_a_period_of_hours_exact(scene: Scene, clock: Clock) -> None:
    clock.to(5, 13, "10:30")
    about = scene.found("leak", clock.now)
    before = scene.state(about).due_at
    assign(scene, about)
    assert scene.state(about).due_at == before
    assert "5月14日 10:30 前" in scene.person("grid_worker").case(about)


def test_only_the_posts_of_the_place_are_asked(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    said = scene.person("office").case(about)
    assert "江小禾" in said and "田大川" not in said
    assert scene.person("other_clerk").client.get(f"/ledger/{about}/").status_code == 404
    assert {scene.org(code).number for code in (STREET, FIRST)} > set()
    assert "assigned" not in scene.person("grid_worker").may(about)
    assert SECOND not in said
