"""How documents read on pages: validity, readers, virus check, and tables of them."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from accounts.access import membership_of, today_of
from accounts.display import Tone, badge, link, list_of, no_data, page_of
from accounts.models import Role
from accounts.sections import Column, Section
from sourcing.expiry import Validity, expiry
from sourcing.models import Document, DocumentReader, DocumentVersion, Engagement
from sourcing.models.document import Audience, ScanState
from vendors.models import Contract, Vendor

SHOWN = 10
VALIDITY = {
    Validity.NO_END: (Tone.NEUTRAL, "all_inclusive"),
    Validity.NOT_YET: (Tone.INFO, "hourglass_empty"),
    Validity.VALID: (Tone.GOOD, "check_circle"),
    Validity.ENDING: (Tone.WARNING, "schedule"),
    Validity.EXPIRED: (Tone.DANGER, "event_busy"),
}
SCAN = {
    ScanState.PENDING: (Tone.INFO, "hourglass_empty"),
    ScanState.CLEAN: (Tone.GOOD, "verified_user"),
    ScanState.INFECTED: (Tone.DANGER, "bug_report"),
    ScanState.NOT_SCANNED: (Tone.NEUTRAL, "shield_question"),
}

DOCUMENT_COLUMNS = (
    Column("Document"),
    Column("Kind"),
    Column("Newest version"),
    Column("Valid"),
    Column("Who may see it"),
)
VERSION_COLUMNS = (
    Column("Version", figures=True),
    Column("File"),
    Column("Size", figures=True),
    Column("Uploaded"),
    Column("Virus check"),
    Column("Note"),
    Column("SHA-256"),
)


def with_versions(documents: Iterable[Document]) -> list[Document]:
    """Documents with all that a row of a table shows of them, in three queries more."""
    rows = list(documents)
    versions = DocumentVersion.objects.select_related("uploaded_by__user")
    readers = DocumentReader.objects.select_related("member__user")
    prefetch_related_objects(rows, Prefetch("versions", versions), Prefetch("readers", readers))
    return rows


def validity_badge(document: Document, today: date) -> SafeString:
    found = expiry(document.valid_from, document.valid_until, today)
    return badge(found.words, *VALIDITY[found.state])


def scan_badge(version: DocumentVersion) -> SafeString:
    word = version.get_scan_state_display()
    if version.scan_state == ScanState.INFECTED and version.scan_result:
        word = f"{word}: {version.scan_result}"
    return badge(word, *SCAN[ScanState(version.scan_state)])


def reader_words(document: Document) -> str:
    """“Everyone”, or the roles and people named."""
    if document.audience == Audience.EVERYONE:
        return "Everyone"
    names = [
        str(Role(reader.role).label) if reader.role in Role.values else reader.role
        for reader in document.readers.all()
        if reader.role
    ] + [str(reader.member) for reader in document.readers.all() if reader.member_id]
    return ", ".join([*sorted(names), "Owners"] if "Owner" not in names else sorted(names))


def download_address(version: DocumentVersion) -> str:
    return reverse("admin:sourcing_document_file", args=[version.document_id, version.number])


def file_link(version: DocumentVersion | None) -> SafeString:
    """The file's name as a link where it may be downloaded, else its name and why not."""
    if version is None:
        return no_data("No file")
    if version.may_be_downloaded:
        return link(download_address(version), version.name)
    return format_html("{} {}", version.name, scan_badge(version))


def newest(document: Document) -> DocumentVersion | None:
    """The version that counts, of a document read by `with_versions`."""
    return next(iter(document.versions.all()), None)


def newest_words(document: Document) -> SafeString:
    version = newest(document)
    if version is None:
        return no_data("No file")
    return format_html("{} {}", file_link(version), f"(version {version.number})")


def version_rows(document: Document) -> list[tuple[object, ...]]:
    return [
        (
            version.number,
            file_link(version),
            filesizeformat(version.size),
            f"{date_format(localtime(version.uploaded_at), 'DATETIME_FORMAT')}, "
            f"{version.uploaded_by}",
            scan_badge(version),
            version.note or "–",
            format_html('<span class="ls-hash">{}</span>', version.sha256),
        )
        for version in document.versions.all()
    ]


def documents_section(request: HttpRequest, subject: Contract | Vendor | Engagement) -> Section:
    """What is kept about a record, as far as the person may see it; what ends first leads."""
    about = str(subject._meta.model_name)
    today = today_of(request)
    seen = Document.objects.visible_to(membership_of(request)).filter(**{about: subject})
    rows = with_versions(seen.order_by("valid_until", "title")[: SHOWN + 1])
    may_add = request.user.has_perm("sourcing.add_document")
    query = f"{about}={subject.pk}"
    add = reverse("admin:sourcing_document_add") + f"?{query}" if may_add else ""
    everything = list_of(Document, f"{about}__id__exact={subject.pk}")
    return Section(
        title="Documents",
        sentence=_sentence(rows, today),
        columns=DOCUMENT_COLUMNS,
        rows=[
            (
                link(page_of(document), document.title),
                document.get_kind_display(),
                newest_words(document),
                validity_badge(document, today),
                reader_words(document),
            )
            for document in rows[:SHOWN]
        ],
        empty="No document is kept here"
        + (". Upload the signed contract or a certificate." if may_add else " for you."),
        more=everything if len(rows) > SHOWN else add,
        more_text="All documents about it" if len(rows) > SHOWN else "Upload a document",
    )


def _sentence(documents: Sequence[Document], today: date) -> str:
    states = [expiry(row.valid_from, row.valid_until, today).state for row in documents]
    expired, ending = states.count(Validity.EXPIRED), states.count(Validity.ENDING)
    if not expired and not ending:
        return ""
    parts = [f"{expired} expired" if expired else "", f"{ending} end soon" if ending else ""]
    return f"Of these documents, {' and '.join(part for part in parts if part)}."
