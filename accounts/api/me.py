"""Who am I? The first question of a program that was given a token."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import TenantView
from accounts.models import ApiToken


class MeSerializer(serializers.Serializer):
    organization = serializers.CharField(help_text="The organization's slug.")
    organization_name = serializers.CharField()
    today = serializers.DateField(help_text="At the organization's home, or its pinned date.")
    member = serializers.UUIDField()
    full_name = serializers.CharField()
    role = serializers.CharField()
    token = serializers.CharField(allow_null=True, help_text="Its name; null for a session.")
    scopes = serializers.ListField(child=serializers.CharField(), allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


class MeView(TenantView):
    """The caller: organization, role, and what the token may do."""

    def permission_of(self, method: str) -> str | None:
        return None

    @extend_schema(operation_id="me_retrieve", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        token = request.auth if isinstance(request.auth, ApiToken) else None
        return Response(
            {
                "organization": self.organization.slug,
                "organization_name": self.organization.name,
                "today": self.today,
                "member": self.member.pk,
                "full_name": str(self.member.user),
                "role": self.member.role,
                "token": token.name if token else None,
                "scopes": token.scopes if token else None,
                "expires_at": token.expiry if token else None,
            }
        )
