"""What belongs to an organization, read from PostgreSQL's catalog, so that new tables join.

Every table is one of four: it has an `organization_id` and its rows are the organization's; it
is the organization's own row; it hangs on a person and goes with the person; or it is nobody's
and stands in `NOBODYS` with its reason. A test fails for a table that is none of these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from django.db.backends.base.base import BaseDatabaseWrapper

ORGANIZATION = "accounts_organization"
#: Carries the organization's id as that of the object it tells of.
ORGANIZATION_HISTORY = "accounts_organizationevent"
PERSON = "accounts_user"

#: Tables whose rows belong to no organization and to no person, each with its reason.
NOBODYS = {
    "accounts_cache": "counts of attempts to sign in, by digest; short-lived",
    "accounts_strangerevent": "attempts to sign in by nobody known, before any organization",
    "accounts_heartbeat": "background processes serve every organization",
    "accounts_requestcount": "counts requests of a minute, by digest; cleared all the time",
    "accounts_operation": "tells that an organization was deleted, after it is gone",
    "auth_group": "Django's own, unused: rights are data of roles",
    "auth_group_permissions": "Django's own, unused: rights are data of roles",
    "auth_permission": "Django's own, unused: rights are data of roles",
    "django_admin_log": "Django's own, never written: history replaces it",
    "django_content_type": "names of models, the same for everyone",
    "django_migrations": "the state of the schema",
    "django_session": "names a person and an organization inside; ended with the person",
    "vendors_referencerate": "the bank's published rates, the same for everyone",
    "pghistory_context": "unused: every event carries its own context",
}

_TABLES = """
    SELECT c.relname,
           EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
                   AND a.attname = 'organization_id' AND NOT a.attisdropped)
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition
    ORDER BY 1
"""
_FOREIGN_KEYS = """
    SELECT DISTINCT c.relname, f.relname
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_class f ON f.oid = k.confrelid
    WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace
      AND NOT c.relispartition AND NOT f.relispartition
"""
_PRIMARY_KEY = """
    SELECT a.attname FROM pg_index x, unnest(x.indkey) WITH ORDINALITY AS k(attnum, o),
           pg_attribute a
    WHERE x.indrelid = %s::regclass AND x.indisprimary
      AND a.attrelid = x.indrelid AND a.attnum = k.attnum
    ORDER BY k.o
"""
_COLUMNS = """
    SELECT a.attname FROM pg_attribute a
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


@dataclass(frozen=True)
class Tables:
    """The tables of the schema by whom their rows belong to.

    `organizations` have an `organization_id`; rows of `people` hang on a person, directly or
    through another such table; `unknown` are in no class and in nobody's list.
    """

    organizations: frozenset[str]
    people: frozenset[str]
    unknown: frozenset[str]


def tables(connection: BaseDatabaseWrapper) -> Tables:
    """Sorts every table of the schema; a partition goes with its table."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        found = dict(cursor.fetchall())
        cursor.execute(_FOREIGN_KEYS)
        references = cursor.fetchall()
    organizations = frozenset(name for name, is_owned in found.items() if is_owned)
    known = {*organizations, *NOBODYS, ORGANIZATION, ORGANIZATION_HISTORY}
    people = {PERSON}
    while more := {c for c, p in references if p in people and c not in known} - people:
        people |= more
    return Tables(
        organizations=organizations,
        people=frozenset(people),
        unknown=frozenset(found) - known - people,
    )


def columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The table's columns, in order."""
    return _names(connection, _COLUMNS, table)


def primary_key(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The columns of its primary key, in order; none where it has none."""
    return _names(connection, _PRIMARY_KEY, table)


def _names(connection: BaseDatabaseWrapper, query: str, table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, [connection.ops.quote_name(table)])
        return [name for (name,) in cursor.fetchall()]


def in_order_of_deletion(
    connection: BaseDatabaseWrapper, wanted: Iterable[str]
) -> list[frozenset[str]]:
    """Groups of tables, children before parents.

    A table that refers to itself, or tables that refer to one another in a circle, are a group
    of their own whose rows must go in one transaction (the constraints are deferred to its end).
    """
    wanted = set(wanted)
    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        pairs = [(child, parent) for child, parent in cursor.fetchall()]
    groups = {name: frozenset({name}) for name in wanted}
    edges = {(c, p) for c, p in pairs if c in wanted and p in wanted and c != p}
    while True:
        sorter: TopologicalSorter[frozenset[str]] = TopologicalSorter(
            {group: set() for group in groups.values()}
        )
        for child, parent in sorted(edges):
            if groups[child] != groups[parent]:
                sorter.add(groups[parent], groups[child])
        try:
            return list(sorter.static_order())
        except CycleError as error:
            merged = frozenset().union(*error.args[1])
            for name in merged:
                groups[name] = merged


def refers_to_itself(connection: BaseDatabaseWrapper, group: frozenset[str]) -> bool:
    """Whether rows of the group may refer to rows of the group."""
    if len(group) > 1:
        return True
    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        return any(child == parent and child in group for child, parent in cursor.fetchall())
