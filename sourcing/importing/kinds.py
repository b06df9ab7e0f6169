"""What a file can be imported into: each list, and contracts with all that hangs on them."""

import re
from dataclasses import dataclass

from sourcing.importing.lists import ImportList, import_list, import_lists
from sourcing.models.file_import import CONTRACT_FILES

CONTRACT_PERMISSIONS = (
    "vendors.add_contract",
    "vendors.change_contract",
    "sourcing.add_engagement",
)


@dataclass(frozen=True)
class Kind:
    """A list or the contract file; `permissions` are all needed to import and to undo."""

    name: str
    title: str
    permissions: tuple[str, ...]
    listed: ImportList | None = None

    @property
    def viewing(self) -> list[str]:
        """What is needed to see an import: its rows tell what the list holds."""
        return [re.sub(r"\.(add|change)_", ".view_", each) for each in self.permissions]


def import_kind(name: str) -> Kind | None:
    """The kind of this name, or None where there is none."""
    if name == CONTRACT_FILES:
        return Kind(name, "contracts with items and payments", CONTRACT_PERMISSIONS)
    listed = import_list(name)
    return Kind(name, listed.title, listed.permissions, listed) if listed else None


def import_kinds() -> list[Kind]:
    """All kinds, contracts with all that hangs on them first."""
    names = [CONTRACT_FILES, *(listed.name for listed in import_lists())]
    return [kind for kind in map(import_kind, names) if kind]
