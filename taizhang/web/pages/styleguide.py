"""Every piece of the look on one page, with sample content: for whoever writes a page, and for the tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from taizhang.cases.timeline import Event, Stage
from taizhang.web.badges import BADGES, SEVERITIES
from taizhang.web.fields import Field

KINDS = {"case": "案卷", "duty": "任务", "report": "报送", "subject": "整治对象", "campaign": "专项整治"}
TONES = ("plain", "open", "done", "watch", "late", "quiet")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Open to everybody: it shows no record."""
    # Noon, so that "in nine days and an hour" is nine days by the calendar whenever the page is opened.
    now = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    context = {
        "now": now,
        "moments": [now + timedelta(days=days, hours=1) for days in (9, 2, 1, 0, -3)],
        "badges": [(label, kind, list(BADGES[kind])) for kind, label in KINDS.items()],
        "severities": list(SEVERITIES),
        "tones": TONES,
        "stages": _stages(now),
        "events": _events(now),
        "fields": _fields(),
        "trend": {
            "days": [f"5月{day}日" for day in range(1, 15)],
            "filed": [3, 5, 8, 6, 9, 12, 7, 5, 6, 4, 3, 4, 2, 1],
            "struck": [0, 1, 2, 4, 5, 6, 9, 8, 7, 7, 5, 4, 4, 3],
        },
        "points": {
            "type": "FeatureCollection",
            "features": [_point("阿婆面馆", 104.080, 30.660, "late"), _point("湖边渔家", 104.085, 30.665, "done")],
        },
    }
    return render(request, "styleguide.html", context)


def _stages(now: datetime) -> list[Stage]:
    passed = [("立案", 5, "周麦生"), ("派单", 4, "江小禾"), ("整改", 1, "阿婆面馆")]
    done = [Stage(label, "done", now - timedelta(days=days), who) for label, days, who in passed]
    return [*done, Stage("复查", "current"), Stage("验收", "ahead"), Stage("销号", "ahead")]


def _events(now: datetime) -> list[Event]:
    return [
        Event(now, now, "吴秋实", "退回重改", "退回重改：阀门仍然漏气", [], False),
        Event(now - timedelta(days=1), now, "系统", "督办", "逾期未整改，转为督办", [], True),
        Event(now - timedelta(days=5), now, "周麦生", "立案", "发现并立案：软管老化开裂", [], False),
    ]


def _fields() -> list[Field]:
    orgs = [(1, "柳荫第一网格"), (2, "柳荫第二网格")]
    return [
        Field("handler", "承办单位", "select", required=True, value=1, choices=orgs),
        Field("due_at", "整改期限", "date", required=True, hint="已按问题类别的规定期限填好"),
        Field("responsible", "整改责任人", "text"),
        Field("joint", "会办单位", "multiple", value=[2], choices=orgs),
        Field("photos", "整改后照片", "photos", required=True, hint="至少一张，拍清整改后的样子"),
        Field("reason", "说明", "textarea"),
    ]


def _point(label: str, lng: float, lat: float, tone: str) -> dict[str, Any]:
    properties = {"label": label, "tone": tone, "url": "#map"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lng, lat]}}


urlpatterns = [path("", styleguide, name="styleguide")]
