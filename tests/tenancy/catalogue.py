"""Reads from PostgreSQL's own catalog which tables are bound to their organization, and how."""

from typing import Any

from django.db import connections

#: Tables that row-level security does not protect, each with its reason.
ALLOWED = {
    "accounts_organization": "decides which organization a request serves",
    "accounts_user": "a person may belong to several organizations; read at sign-in",
    "accounts_membership": "read by user at sign-in, before an organization is entered",
    "accounts_apitoken": "its digest decides which organization a program's request serves",
    "accounts_requestcount": "counted before it is known whom a request serves; holds numbers only",
    "accounts_heartbeat": "background processes serve every organization",
    "accounts_operation": "what operators did, kept after an organization is gone",
    "accounts_cache": "counts attempts to sign in, before anyone is known",
    "accounts_strangerevent": "attempts with addresses that no organization knows",
    "account_emailaddress": "allauth's; a person's address, read at sign-in by the person only",
    "account_emailconfirmation": "allauth's, unused: addresses come with invitations",
    "mfa_authenticator": "a person's second factors, asked for before an organization is entered",
    "usersessions_usersession": "a person's sessions, which outlive switching organization",
    "django_session": "holds the session that names the organization",
    "django_migrations": "the state of the schema",
    "django_content_type": "names of models, the same for everyone",
    "django_admin_log": "Django's own log, never written: history replaces it",
    "auth_permission": "Django's own table, unused: rights are data of roles",
    "auth_group": "Django's own table, unused: rights are data of roles",
    "auth_group_permissions": "Django's own table, unused: rights are data of roles",
    "vendors_referencerate": "the bank's published rates, the same for everyone; read-only here",
    "pghistory_context": "unused: every event carries its own context",
}

_TABLES = """
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS is_forced,
           coalesce(array_agg(p.qual) FILTER (WHERE p.policyname IS NOT NULL), '{}') AS using,
           coalesce(array_agg(p.with_check) FILTER (WHERE p.policyname IS NOT NULL), '{}') AS checks
    FROM pg_class c
    LEFT JOIN pg_policies p ON p.schemaname = 'public' AND p.tablename = c.relname
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    GROUP BY 1, 2 ORDER BY 1
"""

_UNIQUE_KEYS = """
    SELECT c.relname, i.relname, a.attname
    FROM pg_index x
    JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
    WHERE c.relnamespace = 'public'::regnamespace AND x.indisunique AND NOT x.indisprimary
"""

_FOREIGN_KEYS = """
    SELECT c.relname, k.conname, f.relname,
           (SELECT array_agg(a.attname::text ORDER BY o) FROM unnest(k.conkey)
            WITH ORDINALITY AS u(attnum, o)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum)
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_class f ON f.oid = k.confrelid
    WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace
"""


def query(sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement run by the owner of the tables."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def unprotected_tables() -> list[str]:
    """Tables and partitions, allowed ones aside, without forced security and its one policy."""
    return [
        name
        for name, is_forced, using, checks in query(_TABLES)
        if name not in ALLOWED
        and not (is_forced and len(using) == 1 and _is_tenant(using[0]) and _is_tenant(checks[0]))
    ]


def protected_tables() -> set[str]:
    return {name for name, is_forced, *_ in query(_TABLES) if is_forced}


def leaking_unique_keys() -> list[str]:
    """Unique keys of protected tables that another organization's row could collide with."""
    protected = protected_tables()
    return [
        f"{table}.{index}"
        for table, index, first_column in query(_UNIQUE_KEYS)
        if table in protected and first_column != "organization_id"
    ]


def plain_foreign_keys() -> list[str]:
    """Foreign keys from one organization's table to another's row that would be accepted."""
    own = {*protected_tables(), "accounts_membership"}
    return [
        f"{table}.{name}"
        for table, name, target, columns in query(_FOREIGN_KEYS)
        if table in own and target in own and columns[0] != "organization_id"
    ]


def composite_foreign_keys() -> set[tuple[str, str]]:
    """(table, column) of every foreign key that also names the organization."""
    return {
        (table, columns[1])
        for table, _, _, columns in query(_FOREIGN_KEYS)
        if len(columns) == 2 and columns[0] == "organization_id"
    }


def _is_tenant(expression: str | None) -> bool:
    return expression is not None and "current_setting('app.organization_id'" in expression
