"""Work notices of DingTalk, against a server that follows what DingTalk publishes about gettoken and asyncsend_v2."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from taizhang.notices.models import Attempt, Channel, Sending
from taizhang.notices.sending import send_due, send_outwards
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, in_words
from tests.notices.conftest import Round
from tests.notices.servers import Service
from tests.notices.test_outwards import bound, channel

pytestmark = pytest.mark.mission("C62")
SEND = "/topapi/message/corpconversation/asyncsend_v2"


@pytest.fixture
def app(scene: Scene, service: Service) -> Channel:
    service.answers = {
        "/gettoken": {"errcode": 0, "errmsg": "ok", "access_token": "T1", "expires_in": 7200},
        SEND: {"errcode": 0, "task_id": 256271667526, "request_id": "4jzllmte0wau"},
    }
    row = channel(scene, "dingtalk-app", base=service.address, key="dingk1", agent="1234", discreet="1")
    bound(scene, "clerk", row, "manager4220")
    return row


def asked(service: Service) -> list[str]:
    return [urlsplit(path).path for path, _, _ in service.heard]


def due(scene: Scene, clock: Clock, row: Channel) -> int:
    Sending.objects.create(channel=row, user=scene.cast.clerk.user, made_at=clock.now, next_at=clock.now)
    return send_due(now=clock.now)


def test_one_member_is_told_by_the_app_and_the_words_differ_each_time(
    scene: Scene, clock: Clock, told: Round, service: Service, app: Channel
) -> None:
    scene.found("hose", clock.now, title="软管老化")
    told()
    send_outwards(now=clock.now)
    (asking, _, _), (sending, body, _) = service.heard
    assert parse_qs(urlsplit(asking).query) == {"appkey": ["dingk1"], "appsecret": ["deep-secret"]}
    assert urlsplit(sending).path == SEND and parse_qs(urlsplit(sending).query) == {"access_token": ["T1"]}
    assert body["agent_id"] == "1234" and body["userid_list"] == "manager4220" and body["to_all_user"] is False
    assert body["msg"]["msgtype"] == "text"
    first = body["msg"]["text"]["content"]
    assert "1 条消息" in first and "软管老化" not in first and len(first.encode()) <= 2048
    clock.now += timedelta(hours=1)
    due(scene, clock, app)
    assert service.heard[-1][1]["msg"]["text"]["content"] != first, "the same words twice a day are not shown"


def test_the_token_is_kept_until_it_ends_and_asked_anew_where_it_is_not_known(
    scene: Scene, clock: Clock, service: Service, app: Channel
) -> None:
    assert due(scene, clock, app) and due(scene, clock, app)
    assert asked(service).count("/gettoken") == 1
    clock.now += timedelta(hours=2)
    assert due(scene, clock, app) and asked(service).count("/gettoken") == 2
    service.answers[SEND] = {"errcode": 42001, "errmsg": "access_token expired"}
    assert due(scene, clock, app) == 0
    assert asked(service).count("/gettoken") == 3 and asked(service).count(SEND) == 5
    assert Attempt.objects.latest("pk").said == "对方答复 errcode=42001"


def test_a_wrong_secret_is_recorded_and_an_odd_account_is_not_taken(
    scene: Scene, clock: Clock, service: Service, app: Channel
) -> None:
    service.answers["/gettoken"] = {"errcode": 40089, "errmsg": "不合法的corpid或corpsecret"}
    assert due(scene, clock, app) == 0 and SEND not in asked(service)
    assert Attempt.objects.get().said == "对方答复 errcode=40089"
    typed = {"typed": "a,b"}
    answer = scene.person("clerk").client.post(f"/notices/mine/{app.pk}/bind", typed, follow=True)
    assert "钉钉 userid的格式不对" in in_words(answer)
