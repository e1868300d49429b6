"""核验台账归档包。只用 Python 3.8 以上自带的库，不需要安装台账，不联网。

用法：python verify.py [归档包文件夹或 .zip]；不写参数就核验本文件所在的文件夹。退出码：0 相符，1 有不符之处，2 打不开。

核验四件事：一、清单：每个文件的 SHA-256 与清单相同；二、记录：每条流水的摘要（SHA-256 或 SM3）与封签块中的位置相符；
三、封签：默克尔根由全部摘要算出，块与块首尾相连；四、文件：图片等文件的名称就是内容的摘要，流水提到的文件都在包里。
"""

# This file is copied into every bundle as verify.py. It imports nothing of the product, on purpose.
from __future__ import annotations

import json
import sys
import zipfile
from hashlib import new, sha256
from pathlib import Path
from typing import IO, Any, Iterator, Sequence  # noqa: UP035 - older Pythons

SEGMENT, BLOCKS, MISSING = "data/流水/流水.jsonl", "data/流水/封签.jsonl", "data/流水/缺失文件.json"
FILES = "data/文件/"
GENESIS = "0" * 64
CHAINED = ("number", "previous", "root", "size", "sealed_at", "algorithm")


class Folder:
    """A bundle as an unpacked folder."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def names(self) -> set[str]:
        return {path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()}

    def open(self, name: str) -> IO[bytes]:
        return (self.root / name).open("rb")


class Archive:
    """A bundle as a .zip file with one folder at its top."""

    def __init__(self, path: str | Path) -> None:
        self.zip = zipfile.ZipFile(path)
        tops = {name.split("/", 1)[0] for name in self.zip.namelist()}
        self.top = tops.pop() + "/" if len(tops) == 1 else ""

    def names(self) -> set[str]:
        return {name[len(self.top) :] for name in self.zip.namelist() if not name.endswith("/")}

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(self.top + name)


def digest(stream: IO[bytes]) -> str:
    found = sha256()
    with stream:
        for chunk in iter(lambda: stream.read(1 << 20), b""):
            found.update(chunk)
    return found.hexdigest()


def leaf_hash(entry: dict[str, Any], block: dict[str, Any]) -> str:
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return new(block.get("algorithm", "sha256"), b"\x00" + text.encode()).hexdigest()


def merkle_root(leaves: Sequence[str], algorithm: str) -> str:
    level = [bytes.fromhex(leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [new(algorithm, b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2])]  # noqa: B905
        level = pairs + level[len(pairs) * 2 :]
    return level[0].hex() if level else ""


def lines(bundle: Folder | Archive, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with bundle.open(name) as stream:
        for number, line in enumerate(stream, 1):
            yield number, json.loads(line)


def manifest(bundle: Folder | Archive, name: str) -> dict[str, str]:
    with bundle.open(name) as stream:
        rows = stream.read().decode("utf-8").splitlines()
    return {path.strip(): value for value, _, path in (row.partition(" ") for row in rows if row.strip())}


def check_manifests(bundle: Folder | Archive, names: set[str]) -> Iterator[str]:
    """Payload against its manifest, the other files against theirs."""
    payload = {name for name in names if name.startswith("data/")}
    for listing, covered in (("manifest-sha256.txt", payload), ("tagmanifest-sha256.txt", names - payload)):
        if listing not in names:
            yield f"缺少清单 {listing}"
            continue
        wanted = manifest(bundle, listing)
        for name in sorted(covered - set(wanted) - {"tagmanifest-sha256.txt"}):
            yield f"多出清单里没有的文件：{name}"
        for name, value in sorted(wanted.items()):
            if name not in names:
                yield f"缺少文件：{name}"
            elif digest(bundle.open(name)) != value:
                yield f"文件被改动：{name}"


def check_chain(blocks: list[dict[str, Any]]) -> Iterator[str]:
    previous, expected = GENESIS, 1
    for block in blocks:
        where = f"第 {block['number']} 号封签块"
        if block["number"] != expected:
            yield f"缺少第 {expected} 号封签块"
        if block["previous"] != previous:
            yield f"{where}与前一块不相连"
        text, algorithm = "|".join(str(block[key]) for key in CHAINED if key in block), block.get("algorithm", "sha256")
        if new(algorithm, text.encode()).hexdigest() != block["hash"]:
            yield f"{where}的摘要不符"
        leaves = block.get("leaves")
        if leaves is not None and (len(leaves) != block["size"] or merkle_root(leaves, algorithm) != block["root"]):
            yield f"{where}的默克尔根不符：块内摘要有改动、增加或减少"
        previous, expected = block["hash"], block["number"] + 1


def check_entries(bundle: Folder | Archive, blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Each entry of the segment has its place in a block; each place that is said to be the segment's has its entry."""
    known, erased = {block["number"]: block for block in blocks}, {}
    for _, row in lines(bundle, SEGMENT):  # which hash an entry had before personal values were erased from it, and has
        if row["entry"]["kind"].endswith(".erased"):
            erased.update(row["entry"]["body"]["entries"])
    wanted = {(block["number"], place) for block in blocks for place in block.get("own", ())}
    for number, row in lines(bundle, SEGMENT):
        entry, key = row["entry"], (row["block"], row["place"])
        what = f"流水第 {number} 行（{entry['kind']}，{str(entry['happened_at'])[:19]}，编号 {entry['id']}）"
        leaves = known.get(key[0], {}).get("leaves") or []
        if key not in wanted:
            yield f"{what}是插入的：封签块里没有它的位置"
            continue
        wanted.discard(key)
        sealed = leaves[key[1]] if key[1] < len(leaves) else ""
        leaf = leaf_hash(entry, known[key[0]])
        if leaf != sealed and erased.get(entry["id"]) != sealed + leaf:
            yield f"{what}被改动：与第 {key[0]} 号封签块第 {key[1] + 1} 条的摘要不符"
    for number, place in sorted(wanted):
        yield f"缺少第 {number} 号封签块第 {place + 1} 条记录"


def named_files(value: Any) -> Iterator[str]:
    """Every hash by which an entry names a file."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("sha256", "records") and isinstance(inner, str) and len(inner) == 64:
                yield inner
            else:
                yield from named_files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_files(inner)


def check_files(bundle: Folder | Archive, names: set[str]) -> Iterator[str]:
    stored = {name.rsplit("/", 1)[1].split(".", 1)[0]: name for name in sorted(names) if name.startswith(FILES)}
    for stem, name in stored.items():
        if digest(bundle.open(name)) != stem:
            yield f"文件被调换：{name} 的内容与名称中的摘要不符"
    absent = {name for _, row in lines(bundle, MISSING) for name in row} if MISSING in names else set()
    for number, row in lines(bundle, SEGMENT):
        for value in sorted(set(named_files(row["entry"].get("body", {}))) - set(stored) - absent):
            yield f"流水第 {number} 行（{row['entry'].get('kind')}）提到的文件不在包里：{value}"


def findings(path: str | Path) -> list[str]:
    """What does not hold, in Chinese, each with its place; an empty list if everything does.

    Raises OSError or zipfile.BadZipFile where nothing can be opened.
    """
    bundle: Folder | Archive = Folder(path) if Path(path).is_dir() else Archive(path)
    names = bundle.names()
    found = list(check_manifests(bundle, names))
    if not {SEGMENT, BLOCKS} <= names:
        return [*found, "包里没有流水和封签，不能核验记录"]
    try:
        blocks = [block for _, block in lines(bundle, BLOCKS)]
        found += [*check_chain(blocks), *check_entries(bundle, blocks), *check_files(bundle, names)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        found.append(f"流水或封签文件的格式被破坏：{error}")
    return found


def main(words: list[str]) -> int:
    path = words[0] if words else str(Path(__file__).resolve().parent)
    try:
        found = findings(path)
    except (OSError, zipfile.BadZipFile) as error:
        print(f"打不开归档包 {path}：{error}")
        return 2
    for finding in found:
        print(f"不符：{finding}")
    print(f"核验完毕：发现 {len(found)} 处不符。" if found else "核验完毕：全部相符。")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
