"""Two organizations of the same shape; every text of the second one tells that it is its own.

Which texts there are is read from the models: a new text column joins by itself, and a new model
without a row here fails the test.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pghistory
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction

from accounts.api.scopes import SCOPES
from accounts.models import (
    AccessEvent,
    ApiToken,
    Export,
    KeptAnswer,
    Membership,
    Organization,
    Removal,
    SavedView,
    User,
)
from accounts.services.api_tokens import create_token
from accounts.tenancy import TenantModel, tenant
from risk.models import Mention
from risk.services.calendar_feeds import issue_feed
from sourcing.models import (
    DiscardedFile,
    DocumentReader,
    DocumentVersion,
    Import,
    ImportLine,
)
from sourcing.services.documents import upload_document
from tests.admin.register import NOW, TODAY, Register, fill
from tests.cast import Cast
from vendors.models import MergedRow, ReferenceRate

#: How every canary begins. Nothing of Longshore's own says so.
MARK = "zqcanary"

#: Tables outside row-level security whose rows belong to an organization or its people.
SHARED: tuple[type[models.Model], ...] = (Organization, User, Membership, ApiToken)

#: Columns that hold no canary, each with its reason.
SPARED = {
    "accounts.ApiToken.digest": "finds the token",
    "accounts.ApiToken.token_key": "finds the token",
    "accounts.ApiToken.scopes": "names of scopes",
    "accounts.User.password": "a hash; people here must be able to sign in",
    "risk.CalendarFeed.digest": "finds the feed; a hash",
    "risk.RuleSetting.parameters": "numbers that the scan reads",
    "sourcing.DocumentVersion.media_type": "read from the file's first bytes",
    "sourcing.DocumentVersion.sha256": "a hash of the file",
    "sourcing.DocumentVersion.name": "never changes; planted at the upload",
    "sourcing.DocumentVersion.path": "never changes; names the organization by its id",
    "sourcing.Import.counts": "numbers",
    "sourcing.Import.kind": "the name of a list",
    "accounts.SavedView.page": "the name of a list",
    "accounts.Export.source": "the name of a list",
    "vendors.Contract.holiday_subdivision": "a code",
    "sourcing.CreditScheme.terms": "numbers that credits are computed from",
    "sourcing.PeriodResult.revision_reason": "never changes; planted when it is made",
    "sourcing.PeriodResult.steps": "never change; planted when they are made",
    "sourcing.ReviewPack.contents": "never change; planted when they are made",
    "sourcing.ReviewPack.counterpart": "never changes; planted when it is made",
    "teams.ServiceCalendar.holiday_subdivision": "a code",
    "vendors.RenewalDecision.reason": "never changes; planted when it is made",
}
#: Shorter texts are codes, such as a currency's.
SHORTEST_TEXT = 10
#: What a text with a form of its own looks like; `{}` is a number of two digits.
FORMED = {"vendors.Vendor.lei": MARK.upper() + "00000000{:02}00"}
_TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, ArrayField)


@dataclass(frozen=True)
class Planted:
    """Both organizations' records by model, and the secrets that programs ask with."""

    cast: Cast
    own: dict[type[models.Model], Any]
    theirs: dict[type[models.Model], Any]
    secret: str
    feed_secret: str
    #: Columns in which no canary stands, though one should.
    bare: list[str]


def tenant_models() -> list[type[models.Model]]:
    """Every model of an organization's rows, histories aside."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, TenantModel) and not hasattr(model, "pgh_tracked_model")
    ]


def texts_of(model: type[models.Model]) -> Iterator[models.Field]:
    """Columns that hold what somebody wrote: text without a list of choices, JSON, bytes."""
    for field in model._meta.fields:
        is_code = field.max_length is not None and field.max_length < SHORTEST_TEXT
        if field.choices or field.is_relation or is_code:
            continue
        if isinstance(field, _TEXTS) and f"{model._meta.label}.{field.name}" not in SPARED:
            yield field


def plant(cast: Cast) -> Planted:
    """Fills both organizations and writes the canaries into Rival Freight."""
    own = _everything(cast.harbor, cast.vera, "Harbor")
    theirs = _everything(cast.rival, cast.mallory, MARK.capitalize())
    with pghistory.context(origin="import", file=f"{MARK}.csv", url=f"/{MARK}/"):
        for model in [*tenant_models(), *SHARED]:
            _plant_in(model, cast.rival)
    cast.mallory.user.refresh_from_db()
    cast.rival.refresh_from_db()
    bare = _without_canary(cast.rival)
    _, secret = create_token(
        membership=cast.olga, name="nightly", scopes=tuple(SCOPES), expiry=None, now=_now()
    )
    return Planted(cast, own, theirs, secret, issue_feed(member=cast.olga, now=NOW), bare)


def rows_of(model: type[models.Model], organization: Organization) -> Any:
    """The organization's rows, of people those who are members."""
    rows: Any = model._default_manager.all()
    if model is Organization:
        return rows.filter(pk=organization.pk)
    if model is User:
        return rows.filter(memberships__organization=organization)
    return rows.filter(organization=organization)


def _plant_in(model: type[models.Model], organization: Organization) -> None:
    """As the owner of the tables: the application may not rewrite all of them."""
    with tenant(organization), transaction.atomic(using="owner"):
        keys = list(rows_of(model, organization).using("owner").values_list("pk", flat=True))
        for row, key in enumerate(keys):
            same = model._default_manager.using("owner").filter(pk=key)
            for number, field in enumerate(texts_of(model)):
                text = f"{MARK}{number}x{row}x{model._meta.model_name}"
                if form := FORMED.get(f"{model._meta.label}.{field.name}"):
                    text = form.format(row)
                same.update(**{field.name: _canary(field, text, same.values_list(field.name))})


def _without_canary(organization: Organization) -> list[str]:
    with tenant(organization):
        return [
            f"{model._meta.label}.{field.name}"
            for model in tenant_models()
            for field in texts_of(model)
            for row in rows_of(model, organization)
            if MARK not in str(getattr(row, field.name)).lower()
        ]


def _canary(field: models.Field, text: str, found: Any) -> Any:
    if isinstance(field, models.BinaryField):
        return text.encode()
    if isinstance(field, models.JSONField):
        return _in_json(found.get()[0], text)
    if isinstance(field, ArrayField):
        return [text]
    if isinstance(field, models.EmailField):
        return f"{text}{datetime.now(UTC).timestamp()}@{MARK}.example"
    if field.unique:
        return f"{text}{datetime.now(UTC).timestamp()}"[: field.max_length]
    return text[: field.max_length] if field.max_length else f"{text}\n{text}"


def _in_json(value: Any, text: str) -> Any:
    """The same shape with other words; an empty one gets a word too."""
    if isinstance(value, dict):
        return {key: _in_json(inner, text) for key, inner in value.items()} or {MARK: text}
    if isinstance(value, list):
        return [_in_json(inner, text) for inner in value] or [text]
    return text if value is None or isinstance(value, str) else value


def _everything(
    organization: Organization, owner: Membership, word: str
) -> dict[type[models.Model], Any]:
    """One row of each model, by model."""
    register = fill(organization, owner, word)
    _files(register, owner, word)
    with tenant(organization):
        _rest(register, owner, word)
    create_token(
        membership=owner, name=f"{word} token", scopes=("vendors:read",), expiry=None, now=_now()
    )
    with tenant(organization):
        rows = {
            model: rows_of(model, organization).first() for model in [*tenant_models(), *SHARED]
        }
    return {**rows, ReferenceRate: register["referencerate"]}


def _files(register: Register, owner: Membership, word: str) -> None:
    """A document with real bytes; `fill` left one whose bytes aren't there."""
    with tenant(owner.organization_id):
        first = DocumentVersion.objects.get()
        default_storage.save(first.path, ContentFile(f"%PDF-1.7 {word} {MARK}".encode()))
    for subject in ("contract", "vendor"):
        upload_document(
            subject=register[subject],
            file=io.BytesIO(f"{word} writes into a file\n".encode()),
            name=f"{word}.txt",
            actor=owner,
            now=NOW,
            title=f"{word} annex",
        )


def _rest(register: Register, owner: Membership, word: str) -> None:
    table = default_storage.save(f"org/{word}/export.csv", ContentFile(f"{word} rows".encode()))
    Export.objects.update(file=table, state="done", expires_at=_now() + timedelta(days=1))
    Import.objects.update(file=table)
    ImportLine.objects.create(
        of=register["import"],
        number=1,
        line=3,
        outcome="new",
        what=f"{word} line",
        details=[["legal_name", "", f"{word} new"]],
    )
    SavedView.objects.create(
        member=owner, page="vendors.vendor", name=f"{word} view", query=f"q={word}", is_shared=True
    )
    AccessEvent.objects.create(
        kind="signed_in", at=NOW, user_agent=f"{word} browser", membership=owner
    )
    KeptAnswer.objects.create(
        key=f"{word}-key",
        fingerprint="0" * 64,
        status=200,
        headers={"X": word},
        body=word.encode(),
        created_at=_now(),
    )
    Mention.objects.create(comment=register["comment"], member=owner, created_at=NOW)
    MergedRow.objects.create(
        merge=register["vendormerge"],
        model="vendors.contract",
        row=register["contract"].pk,
        label=f"{word} contract",
        field="vendor_id",
        before=word,
        after=word,
        why=f"{word} why",
    )
    DocumentReader.objects.create(document=register["document"], role="owner")
    DiscardedFile.objects.create(path=f"org/{word}/gone", discarded_at=NOW)
    issue_feed(member=owner, now=NOW)
    Removal.objects.create(kind="letters", up_to=NOW, count=1, at=NOW)


def _now() -> datetime:
    return datetime.now(UTC)


__all__ = ["MARK", "NOW", "TODAY", "Planted", "plant", "tenant_models"]
