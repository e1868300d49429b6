"""What goes outwards: to verified addresses, when their owners wish; recorded, tried again, and then said to fail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from taizhang.core.calendar import CHINA
from taizhang.notices.models import Address, Attempt, Channel, Line, Notice, Sending, Wish
from taizhang.notices.sending import GAPS, send_due, send_outwards
from taizhang.notices.timing import Times, send_at
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, in_words
from tests.loop.test_loop import assign
from tests.notices.conftest import Round
from tests.notices.servers import MailBox, Service

pytestmark = pytest.mark.mission("C62")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def channel(scene: Scene, kind: str, **words: str) -> Channel:
    """Entered by the administrator on the page."""
    words = {"name": "街道渠道", "secret": "deep-secret", **words}
    page = scene.person("system_admin").client.post(f"/notices/channels/{kind}/0/set", words, follow=True)
    assert "已保存" in in_words(page), in_words(page)
    return Channel.objects.latest("pk")


def mail(scene: Scene, box: MailBox, **words: str) -> Channel:
    return channel(
        scene, "email", host="127.0.0.1", port=str(box.port), sender="taizhang@example.org", secret="", **words
    )


def bound(scene: Scene, name: str, row: Channel, address: str) -> None:
    Address.objects.create(
        channel=row, user=scene.cast.user(name), address=address, verified_at=row.pk and at("2026-05-01")
    )


def test_an_address_is_used_only_after_its_code_was_shown(
    scene: Scene, clock: Clock, told: Round, mailbox: MailBox
) -> None:
    row, clerk = mail(scene, mailbox), scene.person("clerk").client
    clerk.post(f"/notices/mine/{row.pk}/bind", {"typed": "clerk@example.org"})
    code = re.search(r"\d{6}", str(mailbox.letters[0]["Subject"]))
    assert code and mailbox.letters[0]["To"] == "clerk@example.org"
    scene.found("hose", clock.now)
    told()
    send_outwards(now=clock.now)
    assert len(mailbox.letters) == 1
    wrong = clerk.post(f"/notices/mine/{row.pk}/verify", {"typed": "0000000"}, follow=True)
    assert "验证码不对" in in_words(wrong)
    assert "地址已验证" in in_words(clerk.post(f"/notices/mine/{row.pk}/verify", {"typed": code[0]}, follow=True))
    scene.found("hose", clock.now)
    told()
    send_outwards(now=clock.now)
    letter = mailbox.letters[1]
    assert letter["To"] == "clerk@example.org" and "1 条消息" in letter["Subject"]
    assert "阿婆面馆" not in str(letter.get_body()), "only how many, and the link"  # type: ignore[attr-defined]
    assert "测试消息已发出" in in_words(clerk.post(f"/notices/mine/{row.pk}/test", follow=True))


def test_guessing_a_code_ends_after_five_tries(scene: Scene, clock: Clock, told: Round, mailbox: MailBox) -> None:
    row, clerk = mail(scene, mailbox), scene.person("clerk").client
    clerk.post(f"/notices/mine/{row.pk}/bind", {"typed": "clerk@example.org"})
    code = re.search(r"\d{6}", str(mailbox.letters[0]["Subject"]))
    for _ in range(5):
        clerk.post(f"/notices/mine/{row.pk}/verify", {"typed": "x"})
    clerk.post(f"/notices/mine/{row.pk}/verify", {"typed": code[0] if code else ""})
    assert Address.objects.get().verified_at is None


def test_a_morning_of_many_is_one_message_and_what_was_read_is_not_sent(
    scene: Scene, clock: Clock, told: Round, mailbox: MailBox
) -> None:
    row = mail(scene, mailbox, discreet="")
    bound(scene, "clerk", row, "clerk@example.org")
    clock.to(5, 13, "23:00")
    for number in range(4):
        scene.found("hose", clock.now, title=f"第{number}处软管")
    told()
    send_outwards(now=clock.now)
    assert mailbox.letters == [], "quiet hours"
    first = Notice.objects.filter(user=scene.cast.clerk.user).earliest("at", "id")
    scene.person("clerk").client.get(f"/notices/{first.pk}/")
    clock.to(5, 14, "07:00")
    send_outwards(now=clock.now)
    [letter] = mailbox.letters
    text = letter.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert "3 条消息" in letter["Subject"] and text.count("待派单") == 3 and first.title not in text
    assert "柳荫第一网格" in text
    send_outwards(now=clock.now + timedelta(hours=1))
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize(
    ("now", "times", "then"),
    [
        ("2026-05-13T09:00", Times(), "2026-05-13T09:00"),
        ("2026-05-13T22:00", Times(), "2026-05-14T07:00"),
        ("2026-05-13T06:59", Times(), "2026-05-13T07:00"),
        ("2026-05-13T09:00", Times(digest="daily"), "2026-05-14T08:30"),
        ("2026-05-13T08:00", Times(digest="daily"), "2026-05-13T08:30"),
        ("2026-05-15T09:00", Times(digest="workday"), "2026-05-18T08:30"),
        ("2026-10-01T09:00", Times(rests=True), "2026-10-08T07:00"),
        ("2026-05-13T13:00", Times(quiet_from=datetime(1, 1, 1, 12).time(), quiet_until=datetime(1, 1, 1, 14).time()),
         "2026-05-13T14:00"),
    ],
)  # fmt: skip
def test_quiet_hours_digests_and_days_of_rest(now: str, times: Times, then: str) -> None:
    assert send_at(at(now), times) == at(then)
    assert send_at(at(now), times, loud=True) == at(now)


def test_a_loud_rung_breaks_through_and_what_one_does_not_wish_stays_inside(
    scene: Scene, clock: Clock, told: Round, mailbox: MailBox
) -> None:
    row = mail(scene, mailbox, breaks_from="supervise", discreet="")
    bound(scene, "grid_worker", row, "grid@example.org")
    page = scene.person("grid_worker").client.post(
        "/notices/mine",
        {"matter": ["late"], "digest": "now", "digest_at": "08:30", "quiet_from": "22:00", "quiet_until": "07:00"},
        follow=True,
    )
    assert "已保存" in in_words(page) and "turn" in Wish.objects.get().silent
    about = scene.found("hose", clock.now, title="软管老化")
    assign(scene, about)
    told()
    send_outwards(now=clock.now)
    assert mailbox.letters == []
    clock.to(5, 19, "00:10")
    told()
    send_outwards(now=clock.now)
    texts = [letter.get_body(("plain",)).get_content() for letter in mailbox.letters]  # type: ignore[attr-defined]
    assert len(texts) == 1 and "【督办】软管老化" in texts[0]


def test_a_failure_is_recorded_tried_again_and_then_said(
    scene: Scene, clock: Clock, told: Round, mailbox: MailBox
) -> None:
    row = mail(scene, mailbox)
    bound(scene, "clerk", row, "clerk@example.org")
    mailbox.refuses = True
    scene.found("hose", clock.now)
    told()
    now = clock.now
    send_outwards(now=now)
    sending = Sending.objects.get()
    assert sending.next_at == now + GAPS[0] and "RecipientsRefused" in Attempt.objects.get().said
    send_outwards(now=now + timedelta(seconds=30))
    assert Attempt.objects.count() == 1, "not before the gap is over"
    for _ in range(20):
        now += timedelta(hours=9)
        send_due(now=now)
    sending.refresh_from_db()
    assert sending.state == "failed" and Attempt.objects.count() == len(GAPS) + 1
    for name in ("clerk", "system_admin"):
        said = Notice.objects.filter(user=scene.cast.user(name), matter="sending", title__startswith="消息没有发出")
        assert said.count() == 1
    assert Notice.objects.filter(user=scene.cast.user("system_admin"), title__startswith="通知渠道暂停").count() == 1
    page = scene.person("system_admin").look("/notices/channels")
    assert "连续失败" in page and "RecipientsRefused" in page
    counted = scene.person("system_admin").client.get("/metrics").content.decode()
    assert "taizhang_sendings_failed_lately 1" in counted and "taizhang_channels_failing 1" in counted
    mailbox.refuses = False
    tested = scene.person("system_admin").client.post(f"/notices/channels/{row.pk}/test", {"to": "a@example.org"})
    assert tested.status_code == 302 and Channel.objects.get().failures == 0


def test_what_one_worker_has_claimed_another_leaves_alone(
    scene: Scene, clock: Clock, told: Round, mailbox: MailBox
) -> None:
    row = mail(scene, mailbox)
    bound(scene, "clerk", row, "clerk@example.org")
    scene.found("hose", clock.now)
    told()
    made = Sending.objects.create(channel=row, user=scene.cast.clerk.user, made_at=clock.now, next_at=clock.now)
    Sending.objects.filter(pk=made.pk).update(claimed_until=clock.now + timedelta(minutes=3))
    assert send_due(now=clock.now) == 0 and mailbox.letters == []
    assert send_due(now=clock.now + timedelta(minutes=4)) == 1, "the first one died"
    assert send_due(now=clock.now + timedelta(minutes=9)) == 0 and len(mailbox.letters) == 1


ROBOTS = ["wecom-robot", "dingtalk-robot", "feishu-robot"]


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_robot_tells_its_group_once_signed_as_its_maker_asks(
    scene: Scene, clock: Clock, told: Round, service: Service, kind: str
) -> None:
    channel(scene, kind, base=service.address, secret="token SECabc", discreet="")
    about = scene.found("hose", clock.now, title="软管老化")
    assign(scene, about)
    told()
    send_outwards(now=clock.now)
    [(path, body, _)] = service.heard
    text = body["text"]["content"] if "text" in body else body["content"]["text"]
    assert text.count("要整改：软管老化") == 1, "two grid workers are told, the group once"
    asked = parse_qs(urlsplit(path).query)
    if kind == "dingtalk-robot":
        stamp = asked["timestamp"][0]
        made = hmac.new(b"SECabc", f"{stamp}\nSECabc".encode(), hashlib.sha256).digest()
        assert asked["access_token"] == ["token"] and asked["sign"] == [base64.b64encode(made).decode()]
        assert len(stamp) == 13
    elif kind == "feishu-robot":
        made = hmac.new(f"{body['timestamp']}\nSECabc".encode(), b"", hashlib.sha256).digest()
        assert path == "/open-apis/bot/v2/hook/token" and body["sign"] == base64.b64encode(made).decode()
    else:
        assert asked["key"] == ["token SECabc"]


def test_a_no_that_comes_with_status_200_is_a_failure(
    scene: Scene, clock: Clock, told: Round, service: Service
) -> None:
    channel(scene, "wecom-robot", base=service.address, secret="key")
    service.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    scene.found("hose", clock.now)
    told()
    send_outwards(now=clock.now)
    assert Attempt.objects.get().said == "对方答复 errcode=93000"


def test_a_robot_gets_no_more_than_twenty_a_minute(scene: Scene, clock: Clock, told: Round, service: Service) -> None:
    row = channel(scene, "wecom-robot", base=service.address, secret="key")
    for _ in range(25):
        Sending.objects.create(channel=row, made_at=clock.now, next_at=clock.now)
    assert send_due(now=clock.now) == 20
    assert send_due(now=clock.now + timedelta(seconds=30)) == 0
    assert send_due(now=clock.now + timedelta(seconds=61)) == 5


def test_sms_and_webhook_are_signed_and_words_cannot_break_the_template(
    scene: Scene, clock: Clock, told: Round, service: Service
) -> None:
    row = channel(
        scene, "sms", base=service.address + "/sms", discreet="", template='{"phone": "{to}", "content": "{text}"}'
    )
    bound(scene, "clerk", row, "13800000000")
    scene.found("hose", clock.now, title='软管","phone":"110')
    told()
    send_outwards(now=clock.now)
    [(path, body, heads)] = service.heard
    assert path == "/sms" and body["phone"] == "13800000000" and '软管","phone":"110' in body["content"]
    made = hmac.new(b"deep-secret", heads["X-Taizhang-Timestamp"].encode() + b"." + heads["body"], hashlib.sha256)
    assert heads["X-Taizhang-Signature"] == made.hexdigest()
    assert Sending.objects.get().to == "13***00"


def test_a_wecom_app_asks_for_its_token_and_tells_one_member(
    scene: Scene, clock: Clock, told: Round, service: Service
) -> None:
    service.answers = {"/cgi-bin/gettoken": {"errcode": 0, "access_token": "T"}}
    row = channel(scene, "wecom-app", base=service.address, corp="ww1", agent="1000002")
    bound(scene, "clerk", row, "xiaohe")
    scene.found("hose", clock.now)
    told()
    send_outwards(now=clock.now)
    (asking, _, _), (sending, body, _) = service.heard
    assert "corpid=ww1" in asking and "corpsecret=deep-secret" in asking
    assert sending == "/cgi-bin/message/send?access_token=T" and body["touser"] == "xiaohe"
    assert body["enable_duplicate_check"] == 1


@pytest.mark.parametrize("kind", ["wecom-robot", "webhook"])
def test_a_channel_leads_nowhere_inside_unless_the_settings_allow_it(
    scene: Scene, clock: Clock, told: Round, service: Service, settings: Any, kind: str
) -> None:
    settings.OUTGOING = frozenset()
    row = channel(scene, kind, base=service.address)
    answer = scene.person("system_admin").client.post(f"/notices/channels/{row.pk}/test", follow=True)
    assert "TAIZHANG_OUTGOING" in in_words(answer) and service.heard == []
    letters = channel(scene, "email", host="127.0.0.1", port="25", sender="a@example.org")
    answer = scene.person("system_admin").client.post(
        f"/notices/channels/{letters.pk}/test", {"to": "a@example.org"}, follow=True
    )
    assert "TAIZHANG_OUTGOING" in in_words(answer)


def test_secrets_are_locked_stay_unsaid_and_do_not_move_to_another_address(
    scene: Scene, clock: Clock, told: Round, service: Service
) -> None:
    row = channel(scene, "webhook", base=service.address)
    assert row.secret.startswith("aes:") and "deep-secret" not in row.secret
    admin = scene.person("system_admin").client
    moved = {"name": "x", "base": "https://elsewhere.example", "secret": ""}
    assert "请重新填写" in in_words(admin.post(f"/notices/channels/webhook/{row.pk}/set", moved, follow=True))
    row.refresh_from_db()
    assert row.settings["base"] == service.address
    for name in ("office", "clerk", "security_admin"):
        assert scene.person(name).client.get("/notices/channels").status_code == 403
        assert scene.person(name).client.post(f"/notices/channels/{row.pk}/remove").status_code == 403
    assert not Line.objects.exists()
