"""Documents: the list, a document's page with its versions, uploads and downloads."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import action, display

from accounts.access import membership_of, organization_of, today_of
from accounts.display import page_of, record_link
from accounts.model_admin import TenantModelAdmin
from accounts.models import Membership
from accounts.sections import Section
from sourcing.admin.document_forms import DocumentForm, NewDocumentForm, VersionForm
from sourcing.admin.document_words import (
    VERSION_COLUMNS,
    newest_words,
    reader_words,
    validity_badge,
    version_rows,
    with_versions,
)
from sourcing.admin.filters import DocumentSubjectFilter, ValidityFilter
from sourcing.downloads import as_attachment
from sourcing.models import Document
from sourcing.models.document import Kind
from sourcing.services.documents import (
    add_version,
    change_document,
    delete_document,
    upload_document,
)
from sourcing.uploads import too_large


@admin.register(Document)
class DocumentAdmin(TenantModelAdmin):
    """Only what the person may see: in the list, on pages, in searches and in history."""

    list_display = ("title", "about", "kind", "file", "valid", "who")
    list_filter = (
        ValidityFilter,
        ("kind", ChoicesDropdownFilter),
        DocumentSubjectFilter,
        ("vendor", AutocompleteSelectFilter),
        ("contract", AutocompleteSelectFilter),
        ("engagement", AutocompleteSelectFilter),
    )
    list_prefetch = ("contract", "vendor", "engagement")
    search_fields = (
        "title",
        "versions__name",
        "contract__number",
        "contract__title",
        "vendor__legal_name",
        "engagement__key",
        "engagement__name",
    )
    search_help_text = "Search by title, file name, contract, vendor or engagement"
    empty_hint = "Upload contracts, certificates and insurance on the pages of what they are about."
    form = DocumentForm
    fieldsets = (
        (None, {"fields": ("title", "kind")}),
        ("Validity", {"fields": ("valid_from", "valid_until")}),
        ("Who may see it", {"fields": ("audience", "roles", "members")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("document_file", "title", "kind", "note"),
                "description": "A file is kept as it is and never changed; later versions "
                "supersede it.",
            },
        ),
        (
            "What it is about",
            {
                "fields": ("contract", "vendor", "engagement"),
                "description": "Choose exactly one.",
            },
        ),
        *fieldsets[1:],
    )
    actions_detail = ("new_version",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        documents: Any = super().get_queryset(request)
        seen: QuerySet[Document] = documents.visible_to(membership_of(request))
        return seen

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<uuid:document_id>/versions/<int:number>/",
            self.admin_site.admin_view(self.download),
            name="sourcing_document_file",
        )
        urls: list[URLPattern] = super().get_urls()
        return [own, *urls]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj is not None else self.add_fieldsets

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        if obj is None:
            kwargs["form"] = NewDocumentForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.actor = membership_of(request)
        form.members_here = Membership.objects.filter(
            organization=organization_of(request), is_active=True
        ).select_related("user")
        if obj is None:
            form.too_large = too_large(request) if request.method == "POST" else ""
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said = form.cleaned_data
        shared = {
            "title": said["title"],
            "kind": Kind(said["kind"]),
            "valid_from": said["valid_from"],
            "valid_until": said["valid_until"],
            "readers": form.readers(),
            "actor": membership_of(request),
        }
        if change:
            change_document(document=obj, **shared)
            return
        kept = upload_document(
            subject=obj.subject,
            file=said["document_file"],
            name=said["document_file"].name,
            note=said["note"],
            now=timezone.now(),
            **shared,
        )
        obj.pk, obj.title, obj.newest = kept.pk, kept.title, kept.newest
        obj._state.adding = False

    def delete_model(self, request: HttpRequest, obj: Document) -> None:
        delete_document(document=obj, actor=membership_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        for document in queryset:
            delete_document(document=document, actor=membership_of(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never what the person may not see, not even with the record that it is about."""
        allowed: bool = super().has_delete_permission(request, obj)
        return allowed and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())

    # Reading --------------------------------------------------------------------------------

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        today = today_of(request)
        with_versions(rows)
        for row in rows:
            row.today = today
        return super().prepare(request, rows)

    def list_sentence(self, request: HttpRequest) -> str:
        today = today_of(request)
        figures = self.get_queryset(request).aggregate(
            all=Count("pk"), expired=Count("pk", filter=Q(valid_until__lt=today))
        )
        if not figures["all"]:
            return ""
        documents = "document is" if figures["all"] == 1 else "documents are"
        return f"{figures['all']:,} {documents} kept; {figures['expired']:,} expired."

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        [document] = with_versions([record])
        return [
            Section(
                title=document.title,
                facts=(
                    ("About", record_link(document.subject)),
                    ("Kind", document.get_kind_display()),
                    ("Valid", validity_badge(document, today_of(request))),
                    ("Who may see it", reader_words(document)),
                ),
            ),
            Section(
                title="Versions",
                sentence="The newest counts; older ones stay readable.",
                columns=VERSION_COLUMNS,
                rows=version_rows(document),
                empty="No file was uploaded.",
            ),
        ]

    @display(description="About")
    def about(self, document: Document) -> str:
        return record_link(document.subject)

    @display(description="Newest version")
    def file(self, document: Document) -> str:
        return newest_words(document)

    @display(description="Valid", ordering="valid_until")
    def valid(self, document: Any) -> str:
        return validity_badge(document, document.today)

    @display(description="Who may see it", ordering="audience")
    def who(self, document: Document) -> str:
        return reader_words(document)

    # Versions -------------------------------------------------------------------------------

    @action(
        description="Upload a new version",
        url_path="new-version",
        icon="upload_file",
        permissions=["change"],
    )
    def new_version(self, request: HttpRequest, object_id: str) -> HttpResponse:
        document = self.get_object(request, object_id)
        if document is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, document):
            raise PermissionDenied("Your role doesn't change documents.")
        if request.method == "POST":
            form = VersionForm(request.POST, request.FILES, too_large=too_large(request))
            if form.is_valid():
                return self._add_version(request, document, form)
        else:
            form = VersionForm()
        context = {
            **self.admin_site.each_context(request),
            "title": f"New version of {document.title}",
            "opts": self.opts,
            "original": document,
            "form": form,
            "back": page_of(document),
            "media": self.media + form.media,
        }
        return render(request, "sourcing/admin/new_version.html", context)

    def _add_version(
        self, request: HttpRequest, document: Document, form: VersionForm
    ) -> HttpResponse:
        said = form.cleaned_data
        version = add_version(
            document=document,
            file=said["document_file"],
            name=said["document_file"].name,
            note=said["note"],
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
            actor=membership_of(request),
            now=timezone.now(),
        )
        messages.success(request, f"Version {version.number} was uploaded: {version.name}.")
        return redirect(page_of(document))

    def download(self, request: HttpRequest, document_id: UUID, number: int) -> HttpResponseBase:
        """The bytes of a version, only ever as an attachment that no browser opens in place."""
        document = self.get_queryset(request).filter(pk=document_id).first()
        version = document.versions.filter(number=number).first() if document else None
        if version is None:
            raise Http404
        return as_attachment(version)
