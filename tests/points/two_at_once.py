"""Ten exchanges at the same instant from ten threads, for points and stock that suffice for four; prints what came."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connection

from taizhang.core.refusals import Refused
from taizhang.journal.models import StoredEntry
from taizhang.points.models import Account, Goods
from taizhang.points.operations import exchange, join, stock, weigh
from tests.cast import build_cast
from tests.loop.scene import BEGIN, STREET, build_scene
from tests.points.conftest import WITH_POINTS

TOGETHER = 10


def main() -> None:
    scene = build_scene(build_cast(BEGIN), WITH_POINTS)
    at = BEGIN + timedelta(days=1)
    clerk, office = scene.cast.clerk, scene.cast.office
    about = join(by=clerk, at=at, campaign=scene.campaign, subject=scene.subjects["阿婆面馆"], consent="秦阿婆")
    weigh(by=clerk, at=at, campaign=scene.campaign, account=about, sort="kitchen", amount="40")
    soap = stock(by=office, at=at, campaign=scene.campaign, place=scene.org(STREET), name="肥皂", price=8, number=4)
    ready = Barrier(TOGETHER)

    def one(number: int) -> str:
        ready.wait()
        try:
            # the clocks of several servers differ: what asks later may carry the earlier moment
            exchange(by=clerk, at=at + timedelta(milliseconds=TOGETHER - number), account=about, goods=soap, number=1)
        except Refused as refused:
            return refused.refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(TOGETHER) as pool:
        told = list(pool.map(one, range(TOGETHER)))
    row, shelf = Account.objects.get(), Goods.objects.get()
    print("done", told.count("done"), "refused", *sorted({one for one in told if one != "done"}))
    print("balance", row.balance, "sum", sum(one["points"] for one in row.movements), "stock", shelf.stock)
    print("entries", *(StoredEntry.objects.filter(kind=kind).count() for kind in ("points.spent", "goods.taken")))


if __name__ == "__main__":
    import django

    django.setup()
    main()
