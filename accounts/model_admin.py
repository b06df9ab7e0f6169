"""What all admin pages share: tenancy in forms, the database's refusals, history, sections."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from unfold.admin import ModelAdmin, TabularInline
from unfold.views import ChangeList

from accounts import history_page
from accounts.access import organization_of
from accounts.concurrent_edits import Watch
from accounts.deleting import Deleting
from accounts.list_links import list_links
from accounts.lookups import field_path
from accounts.models import Membership
from accounts.saving import Saving
from accounts.sections import Section
from accounts.tenancy import TenantForeignKey


class TenantModelForm(forms.ModelForm):
    """Checks constraints over `organization` too, which is never a field of a form.

    `refusal` is what the database answered to the same values a moment ago. `watch` tells when
    somebody else has changed what the form showed.
    """

    refusal: ClassVar[str | None] = None
    watch: ClassVar[Watch | None] = None

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"organization"}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal:
            raise ValidationError(self.refusal)
        if self.watch:
            self.watch.compare(self)
        return cleaned


class TenantFields:
    """How foreign keys are filled in; for admins and inlines alike."""

    model: type[models.Model]

    def get_autocomplete_fields(self, request: HttpRequest) -> Sequence[str]:
        return [
            field.name
            for field in self.model._meta.fields
            if isinstance(field, TenantForeignKey) and field.remote_field.model is not Membership
        ]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        # Memberships stand outside row-level security.
        if db_field.remote_field.model is Membership:
            members = Membership.objects.filter(organization=organization_of(request))
            kwargs["queryset"] = members.select_related("user")
        field: forms.ModelChoiceField | None = super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        return field


class OwnRecords:
    """Lets people change the records they keep where their role grants no more (`Kept`)."""

    opts: Any

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_view_permission(request, obj)  # type: ignore[misc]
        return allowed or self._keeps("view", request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed or self._keeps("change", request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed or self._keeps("delete", request, obj)

    def _keeps(self, action: str, request: HttpRequest, obj: Any) -> bool:
        """Whether the role grants the action for this very record because it is their own."""
        if obj is None:
            return False
        name = f"{self.opts.app_label}.{action}_{self.opts.model_name}"
        return request.user.has_perm(name, obj)


class TenantTabularInline(OwnRecords, TenantFields, TabularInline):
    """Rows of a child table on their parent's page."""

    form = TenantModelForm
    extra = 0
    show_title = False

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Names each box: what a table says in its head is not read out with its cells."""
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and field.label:
            field.widget.attrs.setdefault("aria-label", capfirst(field.label))
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Locked while their parent's page is saved, as the parent is."""
        rows: QuerySet = super().get_queryset(request)
        if request.method != "POST":
            return rows
        return rows.select_for_update(no_key=True, of=("self",))

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        allowed: bool = super().has_add_permission(request, obj)
        return allowed or self._keeps("add", request, obj)


class PageOfRows(ChangeList):
    """Cuts the page out first and reads what its rows refer to afterwards.

    Joining before cutting makes PostgreSQL weigh the join under row-level security, where its
    estimates are poor while a table is young: a list of a thousand rows took eleven seconds.
    """

    def apply_select_related(self, qs: QuerySet) -> QuerySet:
        return qs

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = self.result_list  # type: ignore[has-type]
        self.result_list = self.model_admin.prepare(request, list(rows))
        if not self.result_list:
            self.is_all_well = self.model_admin.is_all_well(request)
            self.ways_on = list_links(request, self.opts.label_lower)


class TenantModelAdmin(Saving, Deleting, OwnRecords, TenantFields, ModelAdmin):
    """The pages of one model.

    A subclass may give each record's page `sections` to read, and its list a `list_sentence`
    that says what the list answers. `empty_hint` tells what to do while there is no record;
    `all_is_well` what it means when the list as first opened has no row and `is_all_well`.
    """

    form = TenantModelForm
    list_per_page = 50
    list_fullwidth = True
    list_filter_submit = True
    show_facets = ShowFacets.NEVER
    warn_unsaved_form = True
    list_before_template = "accounts/list_sentence.html"
    change_form_outer_before_template = "accounts/sections.html"
    object_history_template = "accounts/history.html"
    #: Foreign keys that the list shows, as lookups of `prefetch_related`.
    list_prefetch: tuple[str, ...] = ()
    empty_hint = ""
    all_is_well = ""
    #: Rows that nobody but the application writes: they go when what they are about is deleted.
    written_by_the_application = False

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Says which organization was looked in: a page may stem from another one."""
        messages.warning(
            request,
            f"There is no {opts.verbose_name} with the id {object_id} in "
            f"{organization_of(request)}. It may have been deleted, or belong to another "
            "organization of yours: switch there and open it again.",
        )
        return redirect("admin:index")

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        """What stands above the form on a record's page."""
        return []

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """Adds to the rows of one page of the list what they show from other tables.

        Called once a page, so a query here is asked once however many rows there are.
        """
        models.prefetch_related_objects(rows, *self.list_prefetch)
        return rows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PageOfRows

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Only what the list filters or searches by, and keys.

        Whoever may filter by a column can guess its value letter by letter, whether or not the
        list shows it: a password's hash, or the signed links in somebody else's mail.
        """
        path = field_path(self.model, lookup)
        if path and path not in self._paths_to_filter_by(request):
            return False
        return super().lookup_allowed(lookup, value, request)

    def _paths_to_filter_by(self, request: Any) -> set[str | None]:
        filters = [
            getattr(listed, "parameter_name", listed)
            for listed in (
                item[0] if isinstance(item, tuple) else item
                for item in self.get_list_filter(request)
            )
        ]
        searched = [name.lstrip("^=@") for name in self.get_search_fields(request)]
        dates = [self.date_hierarchy] if self.date_hierarchy else []
        return {field_path(self.model, name) for name in (*filters, *searched, *dates)}

    def is_all_well(self, request: HttpRequest) -> bool:
        """Whether no row in the list as first opened is good news, not missing data.

        Asked only then. By default it is where other rows exist.
        """
        return bool(self.get_queryset(request).exists())

    def list_sentence(self, request: HttpRequest) -> str:
        """One sentence above the list."""
        return ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if ERROR_FLAG in request.GET:
            messages.warning(
                request,
                "The address asked for a filter or a value that this list doesn't know, so "
                "everything is shown. Choose from the filters instead.",
            )
        context = {
            "title": str(self.opts.verbose_name_plural).capitalize(),
            "list_sentence": self.list_sentence(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {**(extra_context or {}), "show_history": history_page.is_tracked(self.model)}
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            context["title"] = str(self.opts.verbose_name).capitalize()
        # Someone who corrects a refused form wants the form, not what stands above it.
        if record is not None and request.method == "GET":
            context["sections"] = self.sections(request, record)
        return super().render_change_form(request, context, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        tracked = history_page.is_tracked(self.model)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {record}",
            "opts": self.opts,
            "original": record,
            "is_tracked": tracked,
            "entries": history_page.entries(record, organization_of(request)) if tracked else [],
            "limit": history_page.LIMIT,
            **(extra_context or {}),
        }
        return render(request, self.object_history_template, context)

    # History is written by the database; Django's own log isn't bound to an organization.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the history has it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the history has it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Nothing: the history has it."""


class ReadOnlyAdmin(TenantModelAdmin):
    """The pages of records that people read and the application writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
