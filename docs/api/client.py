"""台账数据接口的客户端示例：只用 Python 标准库，可以整份拷走改用。

    python client.py https://台账地址 密钥 cases          列出问题台账（一页一页取完）
    python client.py https://台账地址 密钥 changes 0      取上次以后变化的，最后一行是下一次的起点

别的程序里这样用：
    door = Door("https://台账地址", "tz_…")
    for row in door.rows("cases", state="assigned"): ...
    cursor = door.changes(cursor, lambda item: save(item["table"], item["id"], item["row"]))
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class Door:
    """一个密钥打开的接口。网络不通、密钥停用都会抛出异常，里面有中文说明。"""

    def __init__(self, address: str, key: str, opener: Callable[..., Any] = urlopen) -> None:
        self.base, self.key, self.opener = address.rstrip("/") + "/data/v1/", key, opener

    def get(self, path: str, **query: Any) -> Any:
        """取一次；太快了就等服务器说的秒数再取。"""
        address = self.base + path + (f"?{urlencode(query)}" if query else "")
        request = Request(address, headers={"X-API-Key": self.key})  # noqa: S310 - 地址是使用者自己写的
        for _ in range(5):
            try:
                with self.opener(request, timeout=60) as answer:
                    return json.load(answer)
            except HTTPError as error:
                if error.code != 429:
                    told = json.load(error)
                    raise RuntimeError(f"{told['message']}（{told['detail']}）。{told['remedy']}") from None
                time.sleep(int(error.headers.get("Retry-After", 60)))
        raise RuntimeError("一直太快，请让管理员放宽每分钟次数")

    def rows(self, table: str, **narrowed: Any) -> Iterator[dict[str, Any]]:
        """一种数据的全部，一页一页取；内存里只有一页。"""
        after: str | None = ""
        while after is not None:
            page = self.get(table, **narrowed, after=after, limit=1000)
            yield from page["items"]
            after = page["next"]

    def changes(self, since: int, take: Callable[[dict[str, Any]], None]) -> int:
        """上次以后变化的，逐条交给 take；返回下一次的起点，请存好。中途断了，从旧起点再来一遍，结果相同。"""
        more = True
        while more:
            answer = self.get("changes", since=since)
            for item in answer["items"]:
                take(item)
            since, more = answer["cursor"], answer["more"]
        return since


def main(address: str, key: str, what: str, *rest: str) -> None:
    door = Door(address, key)
    if what == "changes":
        print(door.changes(int(rest[0]), lambda item: print(json.dumps(item, ensure_ascii=False))))
        return
    for row in door.rows(what, **dict(word.split("=", 1) for word in rest)):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
