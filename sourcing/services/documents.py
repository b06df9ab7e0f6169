"""Keeping documents: a first upload, a new version, who may see it, and letting it go.

Bytes go to the storage before the row that names them is committed, so a row never names bytes
that aren't there; what a refused upload leaves behind is swept (`document_files`).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts.models import Membership, Role
from accounts.permissions import allows
from accounts.tenancy import tenant
from sourcing.document_names import kept_name
from sourcing.document_types import FileType, TypeRefused, check_type
from sourcing.models import Document, DocumentReader, DocumentVersion, Engagement
from sourcing.models.document import SUBJECTS, Audience, Kind, ScanState
from sourcing.uploads import limit, too_large_words
from vendors.models import Contract, Vendor

_BLOCK = 1024 * 1024

__all__ = [
    "DocumentRefused",
    "Readers",
    "TypeRefused",
    "add_version",
    "change_document",
    "check_file",
    "check_readers",
    "delete_document",
    "upload_document",
]


class DocumentRefused(ValueError):
    """The document can't be kept like this; the message says why and what to do."""


@dataclass(frozen=True)
class Readers:
    """Who may see a document. Roles and members count only for the audience that names them."""

    audience: Audience = Audience.EVERYONE
    roles: frozenset[str] = frozenset()
    members: frozenset[Membership] = field(default_factory=frozenset)


def upload_document(
    *,
    subject: Contract | Vendor | Engagement,
    file: IO[bytes],
    name: str,
    actor: Membership,
    now: datetime,
    title: str = "",
    kind: Kind = Kind.OTHER,
    valid_from: date | None = None,
    valid_until: date | None = None,
    readers: Readers | None = None,
    note: str = "",
) -> Document:
    """Keeps a file as a new document's first version; without a title its name is the title.

    Raises `TypeRefused` for a file that isn't kept or isn't what its name says,
    `DocumentRefused` for one that is too large or readers that leave the actor out,
    `PermissionDenied` where the role doesn't allow it, and `IntegrityError` for days in the wrong
    order.
    """
    _refuse_unless_allowed(actor, "add")
    about = type(subject)._meta.model_name or ""
    if not allows(actor, SUBJECTS[about]):
        raise PermissionDenied(f"The role {actor.get_role_display()} doesn't see {about}s.")
    readers = readers or Readers()
    check_readers(readers, actor)
    kept = kept_name(name)
    with tenant(actor.organization_id):
        document = Document.objects.create(
            title=(title.strip() or kept)[:200],
            kind=kind,
            valid_from=valid_from,
            valid_until=valid_until,
            audience=readers.audience,
            **{about: subject},
        )
        _write_readers(document, readers)
        _write_version(document, file=file, name=kept, note=note, actor=actor, now=now)
        document.refresh_from_db()
        return document


def add_version(
    *,
    document: Document,
    file: IO[bytes],
    name: str,
    actor: Membership,
    now: datetime,
    note: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> DocumentVersion:
    """Adds a version that supersedes the others, which stay; days given replace the document's.

    Raises as `upload_document` does, and `Document.DoesNotExist` for a document that the actor
    may not see, as for one that never was.
    """
    _refuse_unless_allowed(actor, "change")
    with tenant(actor.organization_id):
        document = _locked(document, actor)
        if valid_from or valid_until:
            document.valid_from, document.valid_until = valid_from, valid_until
            document.save(update_fields=["valid_from", "valid_until"])
        return _write_version(
            document, file=file, name=kept_name(name), note=note, actor=actor, now=now
        )


def change_document(
    *,
    document: Document,
    title: str,
    kind: Kind,
    valid_from: date | None,
    valid_until: date | None,
    readers: Readers,
    actor: Membership,
) -> Document:
    """Changes what is said about a document, and who may see it. Raises as `add_version` does."""
    _refuse_unless_allowed(actor, "change")
    check_readers(readers, actor)
    with tenant(actor.organization_id):
        kept = _locked(document, actor)
        kept.title, kept.kind = title.strip(), kind
        kept.valid_from, kept.valid_until = valid_from, valid_until
        kept.audience = readers.audience
        kept.save(update_fields=["title", "kind", "valid_from", "valid_until", "audience"])
        _write_readers(kept, readers)
        return kept


def delete_document(*, document: Document, actor: Membership) -> None:
    """Lets a document go with all its versions: its history stays, its bytes go by a job.

    They lie in the storage as long as the organization keeps them. Raises as `add_version`.
    """
    _refuse_unless_allowed(actor, "delete")
    with tenant(actor.organization_id):
        _locked(document, actor).delete()


def _refuse_unless_allowed(actor: Membership, action: str) -> None:
    if not allows(actor, f"sourcing.{action}_document"):
        raise PermissionDenied(
            f"The role {actor.get_role_display()} doesn't {action} documents here."
        )


def check_readers(readers: Readers, actor: Membership) -> None:
    """Raises `DocumentRefused` for readers without a name, or among whom the actor isn't."""
    named = {
        Audience.EVERYONE: True,
        Audience.ROLES: actor.role in readers.roles,
        Audience.MEMBERS: actor in readers.members,
    }[readers.audience]
    if not named and actor.role != Role.OWNER:
        whom = "your role" if readers.audience is Audience.ROLES else "yourself"
        raise DocumentRefused(
            f"You would no longer see this document. Add {whom} to those who may see it."
        )
    strangers = [m for m in readers.members if m.organization_id != actor.organization_id]
    if strangers or not readers.roles <= set(Role.values):
        raise DocumentRefused("Choose those who may see it among your roles and members.")
    if readers.audience is Audience.ROLES and not readers.roles:
        raise DocumentRefused("Name at least one role that may see it.")
    if readers.audience is Audience.MEMBERS and not readers.members:
        raise DocumentRefused("Name at least one person who may see it.")


def _locked(document: Document, actor: Membership) -> Document:
    return Document.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=document.pk)


def _write_readers(document: Document, readers: Readers) -> None:
    roles = readers.roles if readers.audience is Audience.ROLES else frozenset()
    members = readers.members if readers.audience is Audience.MEMBERS else frozenset()
    standing = list(DocumentReader.objects.filter(document=document))
    gone = [
        row.pk
        for row in standing
        if (row.role and row.role not in roles)
        or (row.member_id and row.member_id not in {member.pk for member in members})
    ]
    DocumentReader.objects.filter(pk__in=gone).delete()
    new_roles = roles - {row.role for row in standing}
    new_members = [m for m in members if m.pk not in {row.member_id for row in standing}]
    DocumentReader.objects.bulk_create(
        [
            *(DocumentReader(document=document, role=role) for role in sorted(new_roles)),
            *(DocumentReader(document=document, member=member) for member in new_members),
        ]
    )


def _write_version(
    document: Document,
    *,
    file: IO[bytes],
    name: str,
    note: str,
    actor: Membership,
    now: datetime,
) -> DocumentVersion:
    file_type = check_file(name, file)
    is_scanned = bool(settings.DOCUMENT_SCANNER)
    size, digest = _measure(file)
    version = DocumentVersion.objects.create(
        document=document,
        path=_store(file, actor.organization_id, now),
        name=name,
        media_type=file_type.media_type,
        size=size,
        sha256=digest,
        note=note.strip()[:500],
        uploaded_by=actor,
        uploaded_at=now,
        scan_state=ScanState.PENDING if is_scanned else ScanState.NOT_SCANNED,
        next_scan_at=now if is_scanned else None,
    )
    # The database gave it its number.
    version.refresh_from_db(fields=["number"])
    return version


def check_file(name: str, file: IO[bytes]) -> FileType:
    """The type of a file that may be kept under this name.

    Raises `DocumentRefused` for one that is too large and `TypeRefused` as `check_type` does.
    """
    if file.seek(0, 2) > limit():
        raise DocumentRefused(too_large_words(name))
    return check_type(name, file)


def _measure(file: IO[bytes]) -> tuple[int, str]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    for block in _blocks(file):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def _blocks(file: IO[bytes]) -> Iterable[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _store(file: IO[bytes], organization_id: int, now: datetime) -> str:
    """Writes the bytes under a random name in the organization's own folder; returns the path."""
    file.seek(0)
    path = f"org/{organization_id}/documents/{now:%Y-%m}/{uuid4().hex}"
    return default_storage.save(path, File(file))
