"""How an admin page saves a record: in one transaction, locked, and refused with a sentence."""

from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from accounts import refusals
from accounts.access import organization_of
from accounts.concurrent_edits import (
    AS_SHOWN,
    NOTHING_SAVED,
    ChangedMeanwhile,
    Watch,
    from_text,
    state_of,
    to_text,
)


class SaveRefused(ValueError):
    """A use case refused what the form asks for; the text is a sentence for the person."""


class Saving:
    """What the database refuses, or somebody else changed meanwhile, brings the form back.

    Everything typed is still in it. For admins whose forms are `TenantModelForm`s.
    """

    model: type[models.Model]
    change_form_before_template = "accounts/as_shown.html"

    def lock(self, request: HttpRequest, record: Any) -> None:
        """Keeps others from changing the record until it is saved.

        Other records can still be made to refer to it.
        """
        locked = self.model._base_manager.select_for_update(no_key=True)
        locked.filter(pk=record.pk).values_list("pk").first()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        around: Any = super()
        try:
            with transaction.atomic():
                if request.method == "POST" and object_id is not None:
                    self._lock_visible(request, object_id)
                answer: HttpResponse = around.changeform_view(
                    request, object_id, form_url, extra_context
                )
                if request.method == "POST":
                    # Composite foreign keys wait for the end: heard of later, they'd be a crash.
                    connection.check_constraints()
                return answer
        except ChangedMeanwhile as meanwhile:
            request.conflict = meanwhile.conflict  # type: ignore[attr-defined]
            request.refusal = NOTHING_SAVED  # type: ignore[attr-defined]
            request.POST = meanwhile.conflict.typed  # type: ignore[assignment]
        except SaveRefused as refused:
            request.refusal = str(refused)  # type: ignore[attr-defined]
        except (IntegrityError, OperationalError) as error:
            request.refusal = refusals.sentence(error)  # type: ignore[attr-defined]
        again: HttpResponse = around.changeform_view(request, object_id, form_url, extra_context)
        return again

    def _lock_visible(self, request: HttpRequest, object_id: str) -> None:
        """Locks nothing that the person may not change: it can't be saved anyway.

        Some tables are only read, and PostgreSQL takes a lock for a write.
        """
        found: Any = self
        record = found.get_object(request, unquote(object_id))
        if record is not None and found.has_change_permission(request, record):
            self.lock(request, record)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        around: Any = super()
        form: Any = around.get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        form.watch = _watch_of(request) if change and request.method == "POST" else None
        return form

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        around: Any = super()
        formsets, inlines = around._create_formsets(request, obj, change)
        if change and request.method == "POST":
            _watch_of(request).titles = {
                formset: capfirst(str(inline.verbose_name_plural))
                for formset, inline in zip(formsets, inlines, strict=True)
            }
        return formsets, inlines

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        conflict = getattr(request, "conflict", None)
        if conflict is not None:
            context["sections"] = [conflict.section]
            # The form has no mistake to correct unless there are more errors than the sentence.
            context["errors"] = context["errors"] if len(context["errors"]) > 1 else None
        if kwargs.get("change"):
            context["as_shown"] = _as_shown(request, context)
        around: Any = super()
        answer: HttpResponse = around.render_change_form(request, context, **kwargs)
        return answer


def _watch_of(request: HttpRequest) -> Watch:
    """The one of this request."""
    watch: Watch | None = getattr(request, "watch", None)
    if watch is None:
        shown = request.POST.get(AS_SHOWN)
        watch = Watch(from_text(shown) if shown is not None else None, organization_of(request))
        request.watch = watch  # type: ignore[attr-defined]
    return watch


def _as_shown(request: HttpRequest, context: dict[str, Any]) -> str:
    """The digests for the form: of what it shows, or once it was sent, of what is stored."""
    if request.method == "POST":
        return to_text(_watch_of(request).stored)
    form: forms.ModelForm = context["adminform"].form
    formsets = [each.formset for each in context["inline_admin_formsets"]]
    return to_text(state_of(form, formsets))
