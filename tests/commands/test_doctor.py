"""`taizhang doctor`: silent where all is well; of each fault it says what, and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.installation import KINDS, Installation, Maker

UNSEALED = """
from datetime import timedelta
from django.utils import timezone
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, set_orgs
earlier = timezone.now() - timedelta(hours=1)
set_orgs([NewOrg('530199001', Org.AREA, 'township', '青禾街道', '')], by='user:0', at=earlier)
"""


@pytest.fixture(params=KINDS)
def one(request: pytest.FixtureRequest, installations: Maker) -> Installation:
    return installations.migrated(request.param)


def told(one: Installation) -> tuple[int, str]:
    done = one.run("doctor")
    return done.returncode, done.stdout


def test_a_sound_installation_has_no_symptoms(one: Installation) -> None:
    assert told(one) == (0, "检查完毕：一切正常。\n")


def test_a_worker_that_does_not_run_is_noticed(one: Installation) -> None:
    one.python(UNSEALED)
    code, said = told(one)
    assert code == 1 and "1 条记录等待封签" in said and "taizhang worker" in said
    one.run("worker", "--once")
    assert told(one)[0] == 0


def test_a_database_that_is_behind_or_gone_is_noticed(installations: Maker, tmp_path: Path) -> None:
    empty = installations.empty("sqlite")
    code, said = told(empty)
    assert code == 1 and "步没有升级" in said and "taizhang migrate" in said
    empty.more |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    code, said = told(empty)
    assert code == 1 and "故障：数据库" in said
    empty.more |= {"DATABASE_URL": "oracle://x"}
    code, said = told(empty)
    assert code == 1 and "DATABASE_URL" in said


def test_a_damaged_database_is_noticed(installations: Maker) -> None:
    one = installations.migrated("sqlite")
    path = one.home / "taizhang.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 20] = b"\xa5" * (4096 * 17)
    path.write_bytes(content)
    code, said = told(one)
    assert code == 1 and "故障：数据库" in said


def test_an_open_key_and_plain_http_beyond_one_machine_are_noticed(installations: Maker) -> None:
    one = installations.migrated("sqlite")
    assert told(one)[0] == 0
    (one.home / "secret-key").chmod(0o644)
    one.more |= {"TAIZHANG_HOSTS": "taizhang.example.org", "TAIZHANG_DEBUG": "1"}
    code, said = told(one)
    assert code == 1
    for words in ("chmod 600", "没有使用 HTTPS", "调试方式开着"):
        assert words in said
