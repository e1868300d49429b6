"""One's duties as a calendar feed. Calendars sign in nowhere: the address holds a key that opens this list alone."""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.models import User
from taizhang.campaigns.queries import campaigns_for
from taizhang.duties.queries import own_duties
from taizhang.orgs.models import Org
from taizhang.render.icalendar import Dated, calendar_feed

SALT = "taizhang.calendar"
MOST = 300


def feed_address(request: HttpRequest, actor: Actor) -> str:
    """The address for this person in this post. A changed password makes it void, the end of the post too."""
    user = User.objects.get(pk=actor.user)
    key = signing.dumps([user.pk, actor.post, user.get_session_auth_hash()[:20]], salt=SALT)
    return request.build_absolute_uri(f"{reverse('calendar')}?key={key}")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The most pressing first. It names duties, campaigns and places, no subject and no person."""
    actor = _holder(request.GET.get("key", ""))
    rows = list(own_duties(actor, at=timezone.now())[:MOST])
    places = dict(Org.objects.filter(number__in={row.place for row in rows}).values_list("number", "name"))
    titles = dict(campaigns_for(actor).filter(pk__in={row.campaign for row in rows}).values_list("pk", "title"))
    things = [
        Dated(
            uid=f"{row.pk}@taizhang", title=row.title, due_at=row.due_at, changed_at=row.opens_at,
            place=places.get(row.place, ""), what_for=titles.get(row.campaign, ""),
            url=request.build_absolute_uri(reverse("duties:detail", args=[row.pk])),
        )
        for row in rows
    ]  # fmt: skip
    return HttpResponse(
        calendar_feed(f"台账任务（{actor.title}）", things), content_type="text/calendar; charset=utf-8"
    )


def _holder(key: str) -> Actor:
    try:
        pk, post, seal = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash()[:20], seal):
        raise Http404
    held = [actor for actor in actors_of(user.pk, user.name, at=timezone.now()) if actor.post == post]
    if not held:
        raise Http404
    return held[0]


urlpatterns = [path("calendar.ics", feed, name="calendar")]
