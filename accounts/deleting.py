"""How an admin page deletes records: never what people wrote about them, or filed under them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from accounts.access import membership_of
from accounts.deletion import Stopping, is_written_by_the_application, stopping


class Deleting:
    """Refuses as the interface for programs does (`accounts.deletion`), one record or many."""

    model: type[models.Model]
    admin_site: admin.AdminSite
    delete_confirmation_template: str | None = "accounts/admin/delete.html"
    delete_selected_confirmation_template = "accounts/admin/delete_selected.html"

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """What goes, how much, what the person may not delete, and what stops the deletion."""
        if request.method == "POST":
            self._keep_others_from_writing_about(objs)
        around: Any = super()
        listed, counts, forbidden, protected = around.get_deleted_objects(objs, request)
        if not protected:
            stopped = stopping(objs, member=membership_of(request), user=request.user)
            if stopped:
                request.stopped = stopped  # type: ignore[attr-defined]
                return listed, counts, set(), _links(stopped) or [stopped.text]
        followers = {
            str(model._meta.verbose_name)
            for model in self.admin_site._registry
            if is_written_by_the_application(model)
        }
        return listed, counts, {str(name) for name in forbidden} - followers, protected

    def _keep_others_from_writing_about(self, objs: Sequence[Any]) -> None:
        """Nobody can refer to the records from now on until the transaction ends."""
        keys = [record.pk for record in objs]
        locked = self.model._base_manager.select_for_update().filter(pk__in=keys)
        list(locked.order_by("pk").values_list("pk"))


def _links(stopped: Stopping) -> list[SafeString]:
    return [
        format_html(
            '{}: <a class="ls-link" href="{}">{}</a>',
            capfirst(str(row._meta.verbose_name)),
            reverse(
                f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[quote(row.pk)]
            ),
            row,
        )
        for row in stopped.examples
    ]
