"""Excel and Power BI read the feed: the answers fit the model that it declares, page by page, within the scope."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from lxml import etree

from taizhang.cases.models import Case
from taizhang.doors.odata import feed
from taizhang.doors.tables import TABLES
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, SAFETY

from .conftest import ID_NUMBER, PHONE, Outside, Systems

EDM = {"e": "http://docs.oasis-open.org/odata/ns/edm", "x": "http://docs.oasis-open.org/odata/ns/edmx"}
FITS: dict[str, Any] = {
    "Edm.String": lambda value: isinstance(value, str),
    "Edm.Int32": lambda value: type(value) is int and abs(value) < 2**31,
    "Edm.Int64": lambda value: type(value) is int,
    "Edm.Double": lambda value: isinstance(value, int | float),
    "Edm.Boolean": lambda value: isinstance(value, bool),
    "Edm.Guid": lambda value: str(UUID(value)) == value,
    "Edm.DateTimeOffset": lambda value: datetime.fromisoformat(value).utcoffset() is not None,
}


def model_of(system: Outside) -> Any:
    return etree.fromstring(system.get("odata/$metadata").content)


def properties(model: Any, name: str) -> dict[str, tuple[str, bool]]:
    """{property: (type, whether it may be null)} of an entity set or a complex type."""
    found = model.find(f".//e:EntitySet[@Name='{name}']", EDM)
    kind = found.get("EntityType").split(".")[1] if found is not None else name
    path = f".//e:EntityType[@Name='{kind}']/e:Property|.//e:ComplexType[@Name='{kind}']/e:Property"
    return {
        one.get("Name"): (one.get("Type"), one.get("Nullable") != "false") for one in model.xpath(path, namespaces=EDM)
    }


def fits(model: Any, kind: str, value: Any) -> bool:
    if inner := re.fullmatch(r"Collection\(Taizhang\.(\w+)\)", kind):
        parts = properties(model, inner[1])
        return all(set(one) == set(parts) and all(fits(model, parts[n][0], v) for n, v in one.items()) for one in value)
    return bool(FITS[kind](value))


@pytest.mark.mission("C78")
@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_row_fits_the_model_that_the_feed_declares(systems: Systems, clock: Clock, name: str) -> None:
    system = systems.key()
    model = model_of(system)
    assert model.tag == f"{{{EDM['x']}}}Edmx" and model.get("Version") == "4.0"
    declared = properties(model, name)
    answer = system.get(f"odata/{name}")
    assert answer.headers["OData-Version"] == "4.0" and "odata.metadata=minimal" in answer.headers["Content-Type"]
    told = system.json(f"odata/{name}")
    assert told["@odata.context"] == f"http://testserver/data/odata/$metadata#{name}"
    for row in told["value"]:
        assert list(row) == list(declared), "every property, in the order of the model"
        for column, value in row.items():
            kind, nullable = declared[column]
            assert nullable if value is None else fits(model, kind, value), (column, kind, value)
    assert told["value"] or name in {"reports", "inspections"}
    label = model.xpath(f"//e:EntitySet[@Name='{name}']/e:Annotation/@String", namespaces=EDM)
    assert label == [TABLES[name].label]


@pytest.mark.mission("C78")
def test_the_service_tells_what_the_key_may_read_and_a_basic_sign_in_is_enough(systems: Systems) -> None:
    system = systems.key(tables=("cases", "orgs"))
    shown = base64.b64encode(f"key:{system.key}".encode()).decode()
    told = Client().get("/data/odata/", headers={"Authorization": f"Basic {shown}"}).json()
    assert told["@odata.context"] == "http://testserver/data/odata/$metadata"
    assert [(one["name"], one["url"], one["kind"]) for one in told["value"]] == [
        ("cases", "cases", "EntitySet"),
        ("orgs", "orgs", "EntitySet"),
    ]
    assert properties(model_of(system), "subjects") == {}
    refused = system.get("odata/subjects")
    assert refused.status_code == 403 and refused.json()["error"]["code"] == "not-permitted"
    unknown = Client().get("/data/odata/cases", headers={"Authorization": "Basic !"})
    assert unknown.status_code == 401 and "密钥" in unknown.json()["error"]["message"]


def titles(system: Outside, **query: Any) -> list[str]:
    words = {f"${word}": value for word, value in query.items()}
    return [row["title"][:2] for row in system.json("odata/cases", **words)["value"]]


@pytest.mark.mission("C78")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("category eq 'hose'", ["乙安", "甲安"]),
        ("category eq 'hose' and startswith(title,'甲')", ["甲安"]),
        ("not (category eq 'hose')", ["甲火"]),
        ("category ne 'hose' or contains(title, '乙')", ["乙安", "甲火"]),
        ("severity in ('serious', 'major')", ["甲火"]),
        ("filed_at ge 2026-05-13T00:00:00+08:00 and filed_at lt 2026-05-14", ["乙安", "甲安", "甲火"]),
        ("filed_at gt 2026-05-14", []),
        ("closed_at eq null and open eq true and returns le 0", ["乙安", "甲安", "甲火"]),
        ("closed_at ne null", []),
        ("title eq 'it''s'", []),
    ],
)
def test_the_question_is_answered_by_the_database(systems: Systems, asked: str, found: list[str]) -> None:
    assert sorted(titles(systems.key(), filter=asked)) == found


@pytest.mark.mission("C78")
@pytest.mark.parametrize(
    "asked",
    [
        {"$filter": "titel eq 'x'"},
        {"$filter": "title eq x"},
        {"$filter": "title eq"},
        {"$filter": "found_by_name eq '周麦生'"},
        {"$filter": "state_name eq '整改中'"},
        {"$filter": "year(filed_at) eq 2026"},
        {"$filter": "open gt true"},
        {"$filter": "(title eq 'x'"},
        {"$filter": "title eq 'x' title eq 'y'"},
        {"$filter": "not " * 200 + "open eq true"},
        {"$filter": "title eq 'x"},
        {"$filter": "returns eq 99999999999"},
        {"$orderby": "found_by_name"},
        {"$orderby": "title up"},
        {"$select": "nothing"},
        {"$top": "-1"},
        {"$expand": "subject"},
        {"$skiptoken": "abc"},
        {"$format": "xml"},
    ],
)
def test_what_the_feed_does_not_know_is_refused_and_said(systems: Systems, asked: dict[str, str]) -> None:
    answer = systems.key().get("odata/cases", **asked)
    assert answer.status_code == 400 and answer.json()["error"]["code"] == "bad-query"
    assert re.search("[一-鿿]{4}", answer.json()["error"]["message"])


@pytest.mark.mission("C78")
@pytest.mark.parametrize(
    "order", ["", "filed_at desc", "closed_at,title desc", "due_at desc,number", "open,handler desc"]
)
def test_pages_follow_by_key_and_give_every_row_once(
    systems: Systems, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    for number in range(7):
        systems.scene.found("hose", systems.clock.now, title=f"第{number}处")
    Case.objects.filter(title__in=["第1处", "第4处"]).update(closed_at=systems.clock.now, due_at=None, open=False)
    system = systems.key()
    whole = [row["id"] for row in system.json("odata/cases", **{"$orderby": order})["value"]]
    monkeypatch.setattr(feed, "PAGE", 3)
    seen, address, pages = (
        [],
        "odata/cases?" + (f"$orderby={order}&" if order else "") + "$count=true&$select=title,id",
        0,
    )
    while address:
        told = system.json(address)
        assert told["@odata.count"] == 10 and told["@odata.context"].endswith("#cases(title,id)")
        seen += [row["id"] for row in told["value"]]
        pages += 1
        address = told.get("@odata.nextLink", "").partition("/data/")[2]
    assert seen == whole and len(seen) == 10 and pages == 4
    top = system.json("odata/cases", **{"$top": 5, "$skip": 1})
    rest = system.json(top["@odata.nextLink"].partition("/data/")[2])
    assert len(top["value"]) == 3 and len(rest["value"]) == 2 and "@odata.nextLink" not in rest
    assert system.get("odata/cases/$count").content == b"10"


@pytest.mark.mission("C78", "C9")
def test_the_feed_keeps_to_the_scope_and_hides_what_is_protected(systems: Systems) -> None:
    system = systems.key(FIRST)
    other = Case.objects.get(title="乙安的问题")
    assert sorted(titles(system)) == ["甲安", "甲火"]
    assert titles(system, filter=f"id eq {other.pk}") == [] and titles(system, filter="open eq true or open eq false")
    assert system.get(f"odata/cases({other.pk})").status_code == 404
    assert system.get("odata/cases(1)").status_code == 404
    assert titles(systems.key(SAFETY), filter="category eq 'leak'") == []
    own = Case.objects.get(title="甲安的问题")
    told = system.json(f"odata/cases({own.pk})")
    assert told["@odata.context"].endswith("#cases/$entity") and told["description"] == "＊＊＊"
    text = system.text("odata/subjects")
    assert PHONE not in text and ID_NUMBER not in text and '{"field": "seats", "value": "30"}' in text
    assert ID_NUMBER in systems.key(personal=True).text("odata/subjects")
