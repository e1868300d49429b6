"""Where a notice leads: to its thing, else to the list of its matter."""

from __future__ import annotations

from django.urls import reverse

from taizhang.notices.matters import MATTERS
from taizhang.notices.models import Notice

PAGES = {
    "case": "ledger:detail",
    "duty": "duties:detail",
    "report": "reports:detail",
    "tip": "tips:detail",
    "proposal": "proposals:detail",
    "draw": "draws:detail",
    "rehearsal": "rehearsals:one",
}
OF_POST = {"post": "orgs:handover"}
LISTS = {"exposure": "exposures:list"}


def link_of(notice: Notice) -> str:
    if notice.thing in PAGES and notice.about:
        return reverse(PAGES[notice.thing], args=[notice.about])
    if notice.thing in OF_POST:
        return reverse(OF_POST[notice.thing], args=[notice.post])
    return reverse(LISTS.get(notice.thing, MATTERS[notice.matter].list))
