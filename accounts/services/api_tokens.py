"""Making, using and revoking tokens for programs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from knox.crypto import hash_token
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from accounts.api.scopes import SCOPES
from accounts.models import ApiToken, Membership
from accounts.tenancy import tenant

#: How old `last_used_at` may be before a use is noted again, so that not each request writes.
USE_NOTED_AFTER = timedelta(minutes=1)


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
    """The token of that secret with membership, user and organization, ended ones included."""
    if not secret.isascii():
        return None
    return (
        ApiToken.objects.filter(digest=hash_token(secret))
        .select_related("membership__user", "membership__organization")
        .first()
    )


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Keeps when the token was last used, to the minute."""
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_AFTER:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
