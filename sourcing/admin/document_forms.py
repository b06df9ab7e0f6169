"""The forms by which documents are uploaded and changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
)

from accounts.model_admin import TenantModelForm
from accounts.models import Membership, Role
from sourcing.document_types import ACCEPTED, TYPES, TypeRefused
from sourcing.models import Document
from sourcing.models.document import Audience
from sourcing.services.documents import DocumentRefused, Readers, check_file, check_readers

#: A role without pages reads no document.
READING_ROLES = [(role.value, role.label) for role in Role if role is not Role.INTEGRATOR]


class DocumentFileField(forms.FileField):
    """A file that is of a kind that is kept, and is what its name says."""

    widget = UnfoldAdminFileFieldWidget(
        attrs={"accept": ",".join(f".{ending}" for ending in TYPES)}
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="File", help_text=f"{ACCEPTED}.", **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        try:
            check_file(file.name, file)
        except (TypeRefused, DocumentRefused) as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class DocumentForm(TenantModelForm):
    """What is said about a document, and who may see it."""

    actor: ClassVar[Membership]
    members_here: ClassVar[QuerySet[Membership]]
    roles = forms.MultipleChoiceField(
        choices=READING_ROLES,
        required=False,
        widget=UnfoldAdminSelect2MultipleWidget,
        help_text="Only for “Only the roles named”. Owners see every document.",
    )
    members = forms.ModelMultipleChoiceField(
        queryset=Membership.objects.none(),
        required=False,
        label="People",
        widget=UnfoldAdminSelect2MultipleWidget,
        help_text="Only for “Only the people named”. Owners see every document.",
    )

    class Meta:
        model = Document
        fields = ("title", "kind", "valid_from", "valid_until", "audience")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members: Any = self.fields["members"]
        members.queryset = self.members_here
        if self.instance.pk and self.instance.newest:
            readers = list(self.instance.readers.all())
            self.initial.setdefault("roles", [row.role for row in readers if row.role])
            self.initial.setdefault("members", [row.member_id for row in readers if row.member_id])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        try:
            check_readers(self.readers(), self.actor)
        except DocumentRefused as refusal:
            self.add_error("audience", str(refusal))
        return cleaned

    def readers(self) -> Readers:
        return Readers(
            audience=Audience(self.cleaned_data.get("audience") or Audience.EVERYONE),
            roles=frozenset(self.cleaned_data.get("roles") or ()),
            members=frozenset(self.cleaned_data.get("members") or ()),
        )


class NewDocumentForm(DocumentForm):
    """The same with the file itself; the title may be left to the file's name."""

    too_large: ClassVar[str] = ""
    document_file = DocumentFileField()
    note = forms.CharField(
        required=False,
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="About this version, such as “signed by both sides”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = "Empty: the name of the file."
        if self.too_large:
            self.fields["document_file"].error_messages["required"] = self.too_large

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        file = cleaned.get("document_file")
        if file is not None and not cleaned.get("title"):
            cleaned["title"] = file.name
        return cleaned


class VersionForm(forms.Form):
    """A file that supersedes a document's newest version."""

    document_file = DocumentFileField()
    valid_from = forms.DateField(required=False, widget=UnfoldAdminSingleDateWidget)
    valid_until = forms.DateField(
        required=False,
        widget=UnfoldAdminSingleDateWidget,
        help_text="Days given here replace those of the document.",
    )
    note = forms.CharField(
        required=False, max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, too_large: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["document_file"].error_messages["required"] = too_large

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        days: Sequence[date | None] = (cleaned.get("valid_from"), cleaned.get("valid_until"))
        if days[0] and days[1] and days[1] < days[0]:
            self.add_error("valid_until", "“Valid until” must not be before “Valid from”.")
        return cleaned
