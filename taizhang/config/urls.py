"""The table of addresses. Each page module owns its own patterns."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

PAGES = [
    ("", "board"),
    ("", "sign_in"),
    ("sign-in/", "sign_in_outside"),
    ("sign-in/", "sign_in_passkey"),
    ("", "health"),
    ("", "appearance"),
    ("", "calendar"),
    ("account/", "account"),
    ("account/passkeys/", "passkeys"),
    ("security/", "security"),
    ("system-keys/", "system_keys"),
    ("notices/", "notices"),
    ("notices/", "notice_settings"),
    ("campaigns/", "campaigns"),
    ("drafts/", "drafts"),
    ("packs/", "packs"),
    ("rehearsals/", "rehearsals"),
    ("checklists/", "checklists"),
    ("tips/", "tips"),
    ("report/", "report"),
    ("village/", "village"),
    ("own/", "own"),
    ("links/", "links"),
    ("search", "search"),
    ("lists/", "lists"),
    ("ledger/", "ledger"),
    ("duties/", "duties"),
    ("methods/", "methods"),
    ("dispatch/", "dispatch"),
    ("proposals/", "proposals"),
    ("funds/", "funds"),
    ("transfers/", "transfers"),
    ("referrals/", "referrals"),
    ("stationery/", "stationery"),
    ("milestones/", "milestones"),
    ("figures/", "figures"),
    ("focus/", "focus"),
    ("activities/", "activities"),
    ("responsibility/", "responsibility"),
    ("holdings/", "holdings"),
    ("chains/", "chains"),
    ("letters/", "letters"),
    ("risks/", "risks"),
    ("burden/", "burden"),
    ("books/", "books"),
    ("licences/", "licences"),
    ("courses/", "courses"),
    ("enforcement/", "enforcement"),
    ("supplies/", "supplies"),
    ("register/", "register"),
    ("map/", "map"),
    ("screen/", "screen"),
    ("boundaries/", "boundaries"),
    ("orgs/", "orgs"),
    ("inspections/", "inspections"),
    ("draws/", "draws"),
    ("reports/", "reports"),
    ("standings/", "standings"),
    ("points/", "points"),
    ("exposures/", "exposures"),
    ("papers/", "papers"),
    ("retention/", "retention"),
    ("archive/", "archive"),
    ("journal/", "journal"),
    ("files/", "files"),
    ("phone/", "phone"),
    ("devices/", "devices"),
    ("codes/", "codes"),
    ("help/", "help"),
    ("styleguide", "styleguide"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("odk/", include("taizhang.openrosa.urls")),
    path("api/", import_module("taizhang.api.api").api.urls),
    path("data/v1/", import_module("taizhang.doors.json_api").api.urls),
    path("data/", include("taizhang.doors.urls")),
]
"""What machines ask for stands first: addresses are tried one after the other."""

urlpatterns += [
    path(prefix, include(import_module(f"taizhang.web.pages.{module}").urlpatterns))
    for prefix, module in PAGES
    if find_spec(f"taizhang.web.pages.{module}")
]
handler400 = "taizhang.web.pages.errors.bad_request"
handler403 = "taizhang.web.pages.errors.forbidden"
handler404 = "taizhang.web.pages.errors.not_found"
handler500 = "taizhang.web.pages.errors.server_error"
