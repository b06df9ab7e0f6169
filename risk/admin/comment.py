"""Comments: written, changed and removed on pages of their own, read where they belong."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelect2MultipleWidget, UnfoldAdminTextareaWidget

from accounts.access import membership_of, organization_of
from accounts.display import no_data, page_of, record_link
from accounts.filters import MemberFilter
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.models import Membership
from risk.models import Comment
from risk.services.comments import (
    EDIT_WINDOW,
    CommentRefused,
    checked_text,
    edit_comment,
    may_edit,
    refuse_mention,
    remove_comment,
    write_comment,
)


class AuthorFilter(MemberFilter):
    title = "author"
    parameter_name = "author"


class MembersField(forms.ModelMultipleChoiceField):
    """Members, found by typing a part of a name or of an address."""

    widget = UnfoldAdminSelect2MultipleWidget

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.user.email})"


class CommentForm(TenantModelForm):
    """Changes what a comment says."""

    actor: ClassVar[Membership]

    class Meta:
        model = Comment
        fields = ("text",)
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 6})}

    def clean_text(self) -> str:
        try:
            return checked_text(self.cleaned_data["text"])
        except CommentRefused as refusal:
            raise ValidationError(str(refusal)) from refusal


class NewCommentForm(CommentForm):
    """Writes one, and names who should read it."""

    members_here: ClassVar[QuerySet[Membership]]
    mentions = MembersField(
        queryset=Membership.objects.none(),
        required=False,
        label="Mention",
        help_text="They find it in their digest. Type a part of a name or an address.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentions: Any = self.fields["mentions"]
        mentions.queryset = self.members_here

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        subject = cleaned.get("finding") or cleaned.get("contract") or cleaned.get("engagement")
        if subject is not None:
            try:
                for member in cleaned.get("mentions", ()):
                    refuse_mention(member, subject, self.actor)
            except CommentRefused as refusal:
                self.add_error("mentions", str(refusal))
        return cleaned


@admin.register(Comment)
class CommentAdmin(TenantModelAdmin):
    """All comments; each is also on the page of the record that it is about."""

    list_display = ("words", "about", "author", "created_at", "state")
    list_filter = (
        AuthorFilter,
        ("contract", AutocompleteSelectFilter),
        ("engagement", AutocompleteSelectFilter),
        ("finding", AutocompleteSelectFilter),
    )
    list_prefetch = ("finding", "contract", "engagement", "author__user")
    search_fields = ("text",)
    search_help_text = "Search by words"
    ordering = ("-created_at",)
    empty_hint = "Comments are written on the pages of findings, contracts and engagements."
    form = CommentForm
    actions = None
    delete_confirmation_template = "risk/comments/remove.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        comments: Any = super().get_queryset(request)
        seen: QuerySet[Comment] = comments.visible_to(membership_of(request))
        return seen

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            minutes = EDIT_WINDOW // timedelta(minutes=1)
            said = f"A comment can be changed for {minutes} minutes; the history keeps all texts."
            return ((None, {"fields": ("text",), "description": said}),)
        about = ("finding", "contract", "engagement")
        return (
            (None, {"fields": ("text", "mentions")}),
            ("What it is about", {"fields": about, "description": "Choose exactly one."}),
        )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        if obj is None:
            kwargs["form"] = NewCommentForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.actor = membership_of(request)
        form.members_here = (
            Membership.objects.filter(organization=organization_of(request), is_active=True)
            .exclude(pk=form.actor.pk)
            .select_related("user")
        )
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        actor, now = membership_of(request), timezone.now()
        if change:
            edit_comment(comment_id=obj.pk, text=obj.text, actor=actor, now=now)
            return
        written = write_comment(
            subject=obj.subject,
            text=obj.text,
            mentions=list(form.cleaned_data["mentions"]),
            actor=actor,
            now=now,
        )
        obj.pk = written.pk
        obj._state.adding = False

    def delete_model(self, request: HttpRequest, obj: Comment) -> None:
        remove_comment(comment_id=obj.pk, actor=membership_of(request), now=timezone.now())

    # Only authors change and remove, whatever the role; others read.
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = request.user.has_perm("risk.add_comment")
        if obj is None:
            return allowed
        return allowed and may_edit(obj, membership_of(request), timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = request.user.has_perm("risk.add_comment")
        if obj is None:
            return allowed
        own = obj.author_id == membership_of(request).pk and obj.removed_at is None
        return allowed and own

    def response_add(
        self, request: HttpRequest, obj: Comment, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, "Your comment was written.")
        return redirect(_place_of(obj))

    def response_change(self, request: HttpRequest, obj: Comment) -> HttpResponse:
        messages.success(request, "Your comment was changed.")
        return redirect(_place_of(obj))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: str) -> HttpResponse:
        messages.success(request, "Your comment was removed.")
        return redirect(_place_of(Comment.objects.get(pk=obj_id)))

    @display(description="Comment")
    def words(self, comment: Comment) -> str:
        return str(comment) if comment.removed_at is None else no_data("Removed by its author")

    @display(description="About")
    def about(self, comment: Comment) -> str:
        return record_link(comment.subject)

    @display(description="State")
    def state(self, comment: Comment) -> str:
        if comment.removed_at is not None:
            return "Removed"
        return "Changed" if comment.edited_at else "As written"


def _place_of(comment: Comment) -> str:
    """Where it is read: on the page of the record it is about."""
    return f"{page_of(comment.subject)}#comment-{comment.pk}"
