"""YAML with line numbers, read as people mean it: dates and times stay text, `on` is a word and not a truth value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .errors import Fault, Loc

MAX_CHARACTERS = 1_000_000


class _PlainLoader(yaml.SafeLoader):
    """The core schema of YAML 1.2: null, true, false, numbers; everything else is text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(None, None, "不能使用锚点引用（*）", mark)
        return super().compose_node(parent, index)


for _tag, _pattern, _first in [
    ("null", r"~|null|", "~n\0"),
    ("bool", r"true|false", "tf"),
    ("int", r"-?(0|[1-9]\d*)", "-0123456789"),
    ("float", r"-?(0|[1-9]\d*)\.\d+", "-0123456789"),
]:
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first))
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"\Z"), [""])


@dataclass
class Source:
    """The data of a YAML text, on which line each piece of it stands, and the faults of the text itself."""

    data: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, loc: Loc) -> int:
        """The line of a piece, or of the nearest piece around it that is written down."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)


def read_yaml(text: str) -> Source:
    """Read a YAML text. Faults of the text are gathered, not raised."""
    source = Source()
    if len(text) > MAX_CHARACTERS:
        source.faults.append(Fault((), "文件太大", f"方案不超过{MAX_CHARACTERS // 10_000}万字"))
        return source
    try:
        loader = _PlainLoader(text)
        node = loader.get_single_node()
        if node is not None:
            _walk(node, (), source)
            source.data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        source.lines[("",)] = mark.line + 1 if mark else 1
        source.faults.append(Fault(("",), f"YAML 格式错误：{error.problem}", "检查这一行的缩进、冒号后的空格和引号"))
    except yaml.YAMLError:
        source.faults.append(Fault((), "文件里有不能识别的字符", "用 UTF-8 编码另存后再试"))
    except RecursionError:
        source.faults.append(Fault((), "文件的层次太深", "方案不需要这么多层缩进"))
    return source


def _walk(node: Node, loc: Loc, source: Source) -> None:
    source.lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, SequenceNode):
        for index, child in enumerate(node.value):
            _walk(child, (*loc, index), source)
    elif isinstance(node, MappingNode):
        for key, child in node.value:
            if not isinstance(key, ScalarNode):
                continue
            inner = (*loc, key.value)
            if inner in source.lines:
                source.faults.append(Fault(inner, f"“{key.value}”写了两次", "删去其中一处"))
            source.lines[inner] = key.start_mark.line + 1
            _walk(child, inner, source)
