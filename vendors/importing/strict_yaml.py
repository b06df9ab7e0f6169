"""YAML without its traps: no repeated keys, no objects, no endless nesting."""

from collections.abc import Hashable
from typing import Any

import yaml

from vendors.importing.refusal import MappingRefused, quoted


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key that stands twice in one table, which YAML would silently let win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{quoted(str(key.value))} stands twice", key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def load_strictly(text: str, file_name: str) -> Any:
    """The document in a YAML text; raises MappingRefused with the line that is wrong."""
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader underneath
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f", line {mark.line + 1}" if mark else ""
        raise MappingRefused(f"Mapping {file_name}{place}: not YAML: {error.problem}.") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise MappingRefused(f"Mapping {file_name}: not YAML: {quoted(str(error))}.") from error
