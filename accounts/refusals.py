"""What PostgreSQL refused, in a sentence for the person who filled in the form.

Most rules are checked before a form is saved. What only the database can see (a loop through
other rows, a row somebody else saved a moment ago) comes back as an error of the database.
"""

from functools import cache

from django.apps import apps
from django.db import DatabaseError, OperationalError
from psycopg import errors

OTHERWISE = (
    "The database refused this because it contradicts another record. Nothing was saved; "
    "check the values and try again."
)


AT_ONCE = (
    "Somebody else saved a record that belongs to this one in the same moment. Nothing was saved; "
    "save again."
)


def sentence(error: DatabaseError) -> str:
    """The words of the constraint or trigger that refused a write.

    Raises the error again where nobody can act on it, such as a connection that is lost.
    """
    cause = error.__cause__
    if isinstance(cause, errors.DeadlockDetected):
        return AT_ONCE
    if isinstance(error, OperationalError):
        raise error
    if not isinstance(cause, errors.Error):
        return OTHERWISE
    # A trigger's own exception is about no table; its message is written for people.
    if isinstance(cause, errors.CheckViolation) and not cause.diag.table_name:
        return cause.diag.message_primary or OTHERWISE
    return _messages().get(cause.diag.constraint_name or "", OTHERWISE)


@cache
def _messages() -> dict[str, str]:
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
