"""Which vendor may be another's parent, told by its name: “X Japan KK” belongs to “X”. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from vendors.names import words

#: Words that name a part of a group by place or line of work. Country names as groups use them.
_PART_WORDS = """
    africa america americas asia apac emea europe european latam mena pacific oceania global
    international intl worldwide north south east west central eastern western northern southern
    us usa uk uae eu usa
    argentina australia austria bangladesh belgium brasil brazil bulgaria canada chile china
    colombia croatia cyprus czech czechia denmark deutschland egypt espana estonia finland france
    germany ghana greece hongkong hong kong hungary iceland india indonesia ireland israel italia
    italy japan jordan kenya korea latvia lithuania luxembourg malaysia malta mexico morocco
    nederland netherlands new zealand nigeria norway pakistan peru philippines poland polska
    portugal qatar romania saudi arabia serbia singapore slovakia slovenia spain sri lanka sweden
    switzerland taiwan thailand tunisia turkey turkiye ukraine united kingdom states emirates
    uruguay vietnam viet nam
    cloud consulting development digital engineering federal finance financial government
    healthcare holdings holding group logistics operations services service shared solutions
    software support systems technologies technology
    and of the
"""
PARTS = frozenset(_PART_WORDS.split())
#: Words that may close the parent's own name without being part of what the group is called.
GROUP = frozenset({"group", "holding", "holdings"})


@dataclass(frozen=True, slots=True)
class Named:
    """A vendor; `parent_id` where its ultimate parent is recorded."""

    id: UUID
    legal_name: str
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ParentSuggestion:
    child: Named
    parent: Named
    why: str


def suggested_parents(vendors: Iterable[Named]) -> tuple[ParentSuggestion, ...]:
    """For each vendor without a parent the one whose name it carries, a place or line added.

    The longest such name wins. A name of one short word (under four letters) suggests nothing.
    """
    known = list(vendors)
    owners: dict[tuple[str, ...], Named] = {}
    for vendor in sorted(known, key=lambda v: v.legal_name):
        core = words(vendor.legal_name)
        owners.setdefault(core, vendor)
        while len(core) > 1 and core[-1] in GROUP:
            core = core[:-1]
            owners.setdefault(core, vendor)
    found = []
    for child in sorted(known, key=lambda v: v.legal_name):
        suggestion = None if child.parent_id else _parent_of(child, owners)
        if suggestion:
            found.append(suggestion)
    return tuple(found)


def _parent_of(child: Named, owners: dict[tuple[str, ...], Named]) -> ParentSuggestion | None:
    name = words(child.legal_name)
    for length in range(len(name) - 1, 0, -1):
        core, rest = name[:length], name[length:]
        parent = owners.get(core)
        if parent is None or child.id in {parent.id, parent.parent_id}:
            continue
        if not set(rest) <= PARTS or (length == 1 and len(core[0]) < 4):
            continue
        return ParentSuggestion(child, parent, f"“{' '.join(core)}” with “{' '.join(rest)}” added")
    return None
