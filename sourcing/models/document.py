"""Documents about a contract, a vendor or an engagement: versions, validity, who may see them."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.history import tracked, tracked_except
from accounts.models import Membership, Role
from accounts.permissions import allows
from accounts.tenancy import TenantForeignKey, TenantModel
from sourcing.models.engagement import Engagement
from vendors.models import Contract, Vendor

#: What a document may be about, with the permission to see that record.
SUBJECTS = {
    "contract": "vendors.view_contract",
    "vendor": "vendors.view_vendor",
    "engagement": "sourcing.view_engagement",
}


class Kind(models.TextChoices):
    CONTRACT = "contract", "Contract"
    SOW = "sow", "Statement of work"
    CERTIFICATE = "certificate", "Certificate"
    INSURANCE = "insurance", "Insurance"
    INVOICE = "invoice", "Invoice"
    LETTER = "letter", "Letter"
    OTHER = "other", "Other"


class Audience(models.TextChoices):
    EVERYONE = "everyone", "Everyone who may see the record it is about"
    ROLES = "roles", "Only the roles named"
    MEMBERS = "members", "Only the people named"


class ScanState(models.TextChoices):
    """What the virus scanner said; without a scanner nothing is said."""

    PENDING = "pending", "Waiting for the virus check"
    CLEAN = "clean", "Clean"
    INFECTED = "infected", "Infected"
    NOT_SCANNED = "not_scanned", "Not checked for viruses"


def _exactly_one_subject() -> Q:
    choice = Q()
    for chosen in SUBJECTS:
        others = {f"{name}__isnull": True for name in SUBJECTS if name != chosen}
        choice |= Q(**{f"{chosen}__isnull": False}, **others)
    return choice


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, member: Membership) -> Self:
        """The documents that a member may know of, decided by the database.

        Owners see every document, so that none is lost when the people it was named for leave.
        Others must be among its readers, and may see the record that it is about.
        """
        if not allows(member, "sourcing.view_document"):
            return self.none()
        about = Q(pk__in=[])
        for subject, permission in SUBJECTS.items():
            if allows(member, permission):
                about |= Q(**{f"{subject}__isnull": False})
        if member.role == Role.OWNER:
            return self.filter(about)
        readers = DocumentReader.objects.filter(document=OuterRef("pk"))
        return self.filter(
            about,
            Q(audience=Audience.EVERYONE)
            | Q(Exists(readers.filter(role=member.role)), audience=Audience.ROLES)
            | Q(Exists(readers.filter(member=member)), audience=Audience.MEMBERS),
        )


@tracked
class Document(TenantModel):
    """A paper that is kept: what it is, what it is about, and who may see it.

    Its files are its versions; `newest` is the number of the latest one, which the database
    counts up as versions are added.
    """

    history_is_for_owners = True
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    contract = TenantForeignKey(
        Contract, on_delete=models.CASCADE, null=True, blank=True, related_name="documents"
    )
    vendor = TenantForeignKey(
        Vendor, on_delete=models.CASCADE, null=True, blank=True, related_name="documents"
    )
    engagement = TenantForeignKey(
        Engagement, on_delete=models.CASCADE, null=True, blank=True, related_name="documents"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(
        null=True, blank=True, help_text="The last day on which it is valid; empty: no end."
    )
    audience = models.CharField(
        "who may see it", max_length=20, choices=Audience, default=Audience.EVERYONE
    )
    newest = models.PositiveIntegerField("newest version", default=0, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one_subject(),
                name="sourcing_document_one_subject",
                violation_error_message=(
                    "A document is about exactly one thing: a contract, a vendor or an engagement."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="sourcing_document_has_title",
                violation_error_message="A document needs a title.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="sourcing_document_days_in_order",
                violation_error_message="“Valid until” must not be before “Valid from”.",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "valid_until"], name="sourcing_document_expiry"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Contract | Vendor | Engagement:
        """The record it is about; the database makes sure there is exactly one."""
        subject = self.contract or self.vendor or self.engagement
        if subject is None:
            raise ValueError(f"The document {self.title} is about nothing yet.")
        return subject


@tracked
class DocumentReader(TenantModel):
    """A role or a person that a document with fewer readers is shown to."""

    history_is_for_owners = True
    #: Being shown a document is no duty that a successor takes over.
    is_personal = True
    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="readers")
    role = models.CharField(max_length=40, blank=True)
    member = TenantForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["document", "role"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(role="") & Q(member__isnull=False))
                | (~Q(role="") & Q(member__isnull=True)),
                name="sourcing_documentreader_role_or_member",
            ),
            models.UniqueConstraint(
                fields=["organization", "document", "role"],
                condition=~Q(role=""),
                name="sourcing_documentreader_role",
            ),
            models.UniqueConstraint(
                fields=["organization", "document", "member"],
                name="sourcing_documentreader_member",
            ),
        ]

    def __str__(self) -> str:
        return self.role or str(self.member_id)


# Locks the document's row, so that of two uploads at once one waits and comes second.
_COUNTED = """
    UPDATE sourcing_document SET newest = newest + 1
    WHERE organization_id = NEW.organization_id AND id = NEW.document_id
    RETURNING newest INTO NEW.number;
    RETURN NEW;
"""

_KEPT = """
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
        CONSTRAINT = 'sourcing_documentversion_kept',
        MESSAGE = 'A version of a document is never changed; upload a new one.';
"""

_DISCARDED = """
    INSERT INTO sourcing_discardedfile (id, organization_id, path, discarded_at)
    VALUES (gen_random_uuid(), OLD.organization_id, OLD.path, now()) ON CONFLICT DO NOTHING;
    RETURN NULL;
"""


@tracked_except("scan_attempts", "next_scan_at", "lease_owner", "lease_until")
class DocumentVersion(TenantModel):
    """One file of a document, never overwritten; a later version supersedes it.

    `path` is where its bytes lie in the storage, a random name; `name` is what it was called by
    whoever uploaded it. The virus check claims a version by owner and lease, as mails are.
    """

    history_is_for_owners = True
    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(editable=False, default=0)
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    uploaded_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, related_name="uploaded_documents"
    )
    uploaded_at = models.DateTimeField()
    scan_state = models.CharField(max_length=20, choices=ScanState)
    scan_result = models.CharField(max_length=300, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    scan_attempts = models.PositiveIntegerField(default=0)
    next_scan_at = models.DateTimeField(null=True, blank=True)
    lease_owner = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "document", "number"],
                name="sourcing_documentversion_number",
            ),
            models.UniqueConstraint(
                fields=["organization", "path"], name="sourcing_documentversion_path"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="sourcing_documentversion_sha256"
            ),
            models.CheckConstraint(
                condition=(Q(scan_state="pending") & Q(next_scan_at__isnull=False))
                | (~Q(scan_state="pending") & Q(lease_owner__isnull=True)),
                name="sourcing_documentversion_scan",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "next_scan_at"],
                condition=Q(scan_state="pending"),
                name="sourcing_documentversion_due",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="counted", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_COUNTED
            ),
            pgtrigger.Trigger(
                name="kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "document", "number", "path", "name", "media_type", "size", "sha256"
                ),
                func=_KEPT,
            ),
            pgtrigger.Trigger(
                name="discarded",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                func=_DISCARDED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (version {self.number})"

    @property
    def may_be_downloaded(self) -> bool:
        """Never while the virus check is waiting, and never once it found something."""
        return self.scan_state in {ScanState.CLEAN, ScanState.NOT_SCANNED}


class DiscardedFile(TenantModel):
    """Bytes that no version names any more, to be removed when their retention has passed.

    Written by the database whenever a version is deleted, whichever way.
    """

    path = models.CharField(max_length=200)
    discarded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["discarded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "path"], name="sourcing_discardedfile_path"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "discarded_at"],
                condition=Q(removed_at__isnull=True),
                name="sourcing_discardedfile_due",
            ),
        ]

    def __str__(self) -> str:
        return self.path
