"""Notices through Apprise: to a service of one's own that is allowed, and to nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from taizhang.notices.models import Channel
from taizhang.notices.sending import send_outwards
from taizhang.notices.ways.by_apprise import OFFERED
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, in_words
from tests.notices.conftest import Round
from tests.notices.servers import Service
from tests.notices.test_outwards import channel

pytestmark = pytest.mark.mission("C62")


def tried(scene: Scene, row: Channel) -> str:
    return in_words(scene.person("system_admin").client.post(f"/notices/channels/{row.pk}/test", {}, follow=True))


def test_what_happened_reaches_a_service_that_apprise_speaks_to(
    scene: Scene, clock: Clock, told: Round, service: Service
) -> None:
    channel(scene, "apprise", secret=service.address.replace("http", "json") + "/room", discreet="1")
    scene.found("hose", clock.now, title="软管老化")
    told()
    send_outwards(now=clock.now)
    (path, body, _), *_ = service.heard
    assert path.startswith("/room") and "条消息待查看" in body["message"] and "软管老化" not in body["message"]


def test_a_service_that_refuses_is_told(scene: Scene, service: Service) -> None:
    row = channel(scene, "apprise", secret=service.address.replace("http", "json"))
    assert "没有收下" not in tried(scene, row)
    service.status = 500
    assert "没有收下" in tried(scene, row)


def test_a_machine_that_nobody_allowed_is_not_asked(scene: Scene, service: Service, settings: Any) -> None:
    settings.OUTGOING = frozenset()
    row = channel(scene, "apprise", secret=service.address.replace("http", "json"))
    assert "TAIZHANG_OUTGOING" in tried(scene, row) and service.heard == []


@pytest.mark.parametrize("address", ["syslog://", "dbus://", "windows://", "file:///tmp/x", "不是地址", "tgram://"])
def test_what_is_not_offered_or_not_read_says_so(scene: Scene, address: str) -> None:
    assert "Apprise 地址" in tried(scene, channel(scene, "apprise", secret=address))


def test_only_those_with_a_machine_of_their_own_in_the_address_lead_anywhere() -> None:
    from apprise.manager_plugins import NotificationManager

    known = NotificationManager()
    fixed = {name for name in OFFERED if not any("{host}" in template for template in known[name].templates)}
    assert fixed == {"tgram", "slack", "discord", "pover", "schan", "wxpusher"}
