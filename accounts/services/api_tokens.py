"""Making, using and revoking tokens for programs."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, models
from knox.crypto import hash_token
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from accounts.api.scopes import SCOPES
from accounts.models import ApiToken, Membership, Organization, User
from accounts.tenancy import tenant

#: How old `last_used_at` may be before a use is noted again, so that not each request writes.
USE_NOTED_AFTER = timedelta(minutes=1)
_TOLD_BY_A_TOKEN: tuple[type[models.Model], ...] = (ApiToken, Membership, User, Organization)


def create_token(
    *,
    membership: Membership,
    name: str,
    scopes: Sequence[str],
    expiry: datetime | None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """Makes a token for the membership and returns it with its secret, which is kept nowhere.

    Raises `ValidationError` for an empty name, no or unknown scopes, or an expiry in the past.
    """
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise ValidationError(
            {"scopes": f"{unknown[0]} is not a scope. The known ones: {', '.join(SCOPES)}."}
        )
    if expiry is not None and expiry <= now:
        raise ValidationError({"expiry": f"{expiry:%Y-%m-%d} has passed; expected a later day."})
    digest, secret = get_digest_token()
    token = ApiToken(
        digest=digest,
        token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
        user=membership.user,
        organization_id=membership.organization_id,
        membership=membership,
        name=name.strip(),
        scopes=sorted(set(scopes)),
        expiry=expiry,
    )
    with tenant(membership.organization_id):
        token.full_clean()
        token.save(force_insert=True)
    return token, secret


def revoke_token(*, token_id: UUID, organization_id: int, now: datetime) -> ApiToken:
    """Ends a token at once; doing it again changes nothing. Raises `ApiToken.DoesNotExist`."""
    with tenant(organization_id):
        token = ApiToken.objects.select_for_update().get(
            pk=token_id, organization_id=organization_id
        )
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
        return token


def find_token(*, secret: str) -> ApiToken | None:
    """The token of that secret with membership, user and organization, ended ones included.

    Asked anew for every request, so that a revoked token stops at once.
    """
    if not secret.isascii():
        return None
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [hash_token(secret)])
        row = cursor.fetchone()
    if row is None:
        return None
    values = iter(row)
    token, membership, user, organization = (_read(model, values) for model in _TOLD_BY_A_TOKEN)
    membership.user, membership.organization = user, organization
    token.membership, token.user, token.organization = membership, user, organization
    return cast(ApiToken, token)


@cache
def _statement() -> str:
    """Spelled out once: Django would work it out anew for every request, which takes longer."""
    columns = ", ".join(
        f'{model._meta.db_table}."{field.column}"'
        for model in _TOLD_BY_A_TOKEN
        for field in model._meta.concrete_fields
    )
    # The names come from the models.
    return f"""
        SELECT {columns} FROM accounts_apitoken
        JOIN accounts_membership ON accounts_membership.id = accounts_apitoken.membership_id
        JOIN accounts_user ON accounts_user.id = accounts_membership.user_id
        JOIN accounts_organization ON accounts_organization.id = accounts_membership.organization_id
        WHERE accounts_apitoken.digest = %s
    """  # noqa: S608


def _read(model: type[models.Model], values: Iterator[Any]) -> Any:
    """A record of the next values, one for each of the model's columns."""
    fields = model._meta.concrete_fields
    found = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, islice(values, len(fields)), strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], found)


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Keeps when the token was last used, to the minute."""
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_AFTER:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
