"""What every test can use: a small street with posts and people, and a moment to act at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.cast import Cast, build_cast
from tests.installation import Maker

SHANGHAI = ZoneInfo("Asia/Shanghai")


def pytest_configure() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of accounts, quickly


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """At the end, what a browser left open on its server must not keep the test database from being dropped."""
    yield
    from django.db import connection

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that a test runs shares the test's transaction: it must not close the connection, as between requests."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture
def at() -> datetime:
    """A Wednesday morning within the phases of the test plan."""
    return datetime(2026, 5, 13, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def cast(db: None, at: datetime) -> Cast:
    """A street with two communities of two grids each, and a person in every role; passwords are `cast.PASSWORD`."""
    return build_cast(at)


@pytest.fixture
def browser(cast: Cast) -> Callable[[str], Client]:
    """A signed-in browser of a person of the cast."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.user(name))
        return client

    return signed_in


@pytest.fixture
def office(browser: Callable[[str], Client]) -> Client:
    return browser("office")


@pytest.fixture
def admin(browser: Callable[[str], Client]) -> Client:
    return browser("system_admin")


@pytest.fixture(scope="session")
def installations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    """Installations of their own, in processes of their own."""
    maker = Maker(tmp_path_factory.mktemp("installations"))
    yield maker
    maker.clear()
