"""Removing a security key, unless it is the only second factor where one is required."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.models import User


class RemoveSecurityKey(RemoveWebAuthnView):
    """allauth asks this of an authenticator app only.

    The person is locked meanwhile: of two keys removed at once, the second is the only one left.
    """

    object: Authenticator

    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        adapter = get_adapter()
        User.objects.select_for_update().get(pk=self.object.user_id)
        if not adapter.can_delete_authenticator(self.object):
            sentence = adapter.error_messages["cannot_delete_authenticator"]
            messages.error(self.request, sentence)
            return redirect("mfa_list_webauthn")
        answer: HttpResponse = super().form_valid(form)
        return answer


remove_security_key = RemoveSecurityKey.as_view()
