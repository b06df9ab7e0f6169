"""Django's PostgreSQL backend, telling the server which organization a transaction serves.

Row-level security reads the setting `app.organization_id`. It is set when a transaction
begins and is local to it, so a connection handed on by a pool carries nothing over; outside
a transaction there is no organization and hence no rows.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base

from accounts import embedded
from accounts.current import organization_id

# Every trigger asks whether it is to be ignored. Where that setting doesn't exist, the question
# raises an error and takes it back, which walks all foreign keys still to be checked: with each
# row that a transaction has written, the next takes longer.
_ENTER = """
    SELECT set_config('app.organization_id', %s, true), set_config('pgtrigger.ignore', '{}', true)
"""
_WHO = """
    SELECT rolsuper OR rolbypassrls,
           EXISTS (SELECT FROM pg_class WHERE relname = 'django_migrations' AND relowner = r.oid),
           EXISTS (SELECT FROM pg_roles a WHERE a.rolname = %(role)s
                   AND pg_has_role(current_user, a.oid, 'MEMBER'))
    FROM pg_roles r WHERE rolname = current_user
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; see the module's text."""

    def get_connection_params(self) -> dict[str, Any]:
        data_directory = self.settings_dict.get("EMBEDDED")
        if data_directory:
            self.settings_dict["HOST"] = embedded.start(
                data_directory, "longshore", settings.OWNER_ROLE, settings.APPLICATION_ROLE
            )
        return super().get_connection_params()

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        current = organization_id()
        if not autocommit and current is not None:
            with self.wrap_database_errors:
                self.connection.execute(_ENTER, [str(current)])

    def _configure_role(self, connection: Any) -> bool:
        """Steps down to the application's role from one that could ignore row-level security."""
        role = self.settings_dict.get("STEP_DOWN_TO")
        if role is None:
            return False
        with connection.cursor() as cursor:
            above_the_law, owns_tables, may_step_down = cursor.execute(
                _WHO, {"role": role}
            ).fetchone()
            if (above_the_law or owns_tables) and may_step_down:
                cursor.execute(self.ops.compose_sql("SET ROLE %s", [role]))
                return True
        if above_the_law:
            raise ImproperlyConfigured(
                "The role in DATABASE_URL is a superuser or bypasses row-level security, so "
                "organizations would see each other's rows, and there is no role "
                f"{role} to step down to. Run migrate first, which creates it, or "
                "name an ordinary role in DATABASE_URL."
            )
        return False
