"""What the application's role may do in the database; given after every migration.

The application reads and writes rows. It never changes the schema or truncates a table, and in
history it may only add. The owner of the tables migrates.
"""

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

#: Tables that the application reads and never writes: Django's, rates shared by all, and what
#: operators did.
READ_ONLY = (
    "django_migrations",
    "django_admin_log",
    "vendors_referencerate",
    "accounts_operation",
)
#: Records that the application adds to and never changes, besides history.
ADD_ONLY = (
    "accounts_accessevent",
    "accounts_strangerevent",
    "accounts_removal",
    "sourcing_creditmove",
)


def grant_application_role(owner: BaseDatabaseWrapper, application_user: str) -> list[str]:
    """Gives the application's role its rights, creating the role if it may.

    `owner` is the connection that migrated, `application_user` the role in DATABASE_URL. Where
    both are one, the application gets a role of its own to step down to. Returns sentences that
    say what could not be done; an empty list means that everything was.
    """
    role = application_user
    with owner.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner_role,) = cursor.fetchone()
    if role == owner_role:
        role = settings.APPLICATION_ROLE
        problem = _create_role(owner, role)
        if problem:
            return [problem]
    try:
        with transaction.atomic(using=owner.alias):
            _grant(owner, role)
    except DatabaseError as error:
        return [f"{owner_role} could not give {role} its rights: {str(error).strip()}"]
    return []


def _create_role(owner: BaseDatabaseWrapper, role: str) -> str | None:
    """Makes sure the role exists and that the owner may step down to it."""
    quoted = owner.ops.quote_name(role)
    try:
        with transaction.atomic(using=owner.alias), owner.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {quoted} NOLOGIN")
            cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [role])
            if not cursor.fetchone()[0]:
                cursor.execute(f"GRANT {quoted} TO current_user")
    except DatabaseError as error:
        return (
            f"The application's role {role} could not be set up ({str(error).strip()}). The "
            "application now runs as the owner of its tables: row-level security binds it, but "
            "it could be switched off. As a superuser, run: "
            f"CREATE ROLE {role} NOLOGIN; GRANT {role} TO <the role in DATABASE_URL>; "
            "then migrate again."
        )
    return None


def _grant(owner: BaseDatabaseWrapper, role: str) -> None:
    quote = owner.ops.quote_name
    quoted = quote(role)
    with owner.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        cursor.execute(
            "SELECT c.relname, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid"
            " AND a.attname = 'pgh_id') FROM pg_class c"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
        )
        for table, is_history in cursor.fetchall():
            rights = "SELECT, INSERT, UPDATE, DELETE"
            if is_history or table in ADD_ONLY:
                rights = "SELECT, INSERT"
            if table in READ_ONLY:
                rights = "SELECT"
            cursor.execute(f"GRANT {rights} ON {quote(table)} TO {quoted}")
