"""The addresses under /api/: each room's endpoints, the schema, and the page to try them."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.routers import SimpleRouter

import accounts.api.routes
import risk.api
import sourcing.api
import teams.api
import vendors.api
from accounts.api.refusal import refusal
from sourcing.api.inbound_webhook import InboundMeasurementsView, InboundWorkItemsView

#: Rooms whose ROUTES are served, in the order of the schema.
ROOMS = (accounts.api.routes, vendors.api, teams.api, sourcing.api, risk.api)


class SchemaView(SpectacularJSONAPIView):
    """The description of every endpoint; it holds nothing of any organization."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class DocsView(SpectacularSwaggerSplitView):
    """Try the endpoints out. Everything it loads comes from this host."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = [TemplateHTMLRenderer]
    # The page has no template to answer anything else with, not even a refusal.
    http_method_names = ["get", "head"]
    url_name = "api-schema"
    template_name = "api_docs.html"
    title = "Longshore API"


@csrf_exempt
def not_found(request: HttpRequest) -> HttpResponse:
    return refusal(
        status=404,
        code="not_found",
        detail="There is no such address. The known ones: /api/v1/docs/.",
        headers={},
    )


def _routes() -> list[URLPattern | URLResolver]:
    router = SimpleRouter()
    for room in ROOMS:
        for prefix, viewset in room.ROUTES:
            router.register(prefix, viewset, basename=f"api-{prefix.replace('/', '-')}")
    single = [
        path(f"{prefix}/", view.as_view(), name=f"api-{prefix.replace('/', '-')}")
        for room in (accounts.api.routes, vendors.api, sourcing.api, risk.api)
        for prefix, view in room.VIEWS
    ]
    return [*router.urls, *single]


v1: list[URLPattern | URLResolver] = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", DocsView.as_view(), name="api-docs"),
    path(
        "inbound/<str:signed_link>/measurements/",
        InboundMeasurementsView.as_view(),
        name="api-inbound-measurements",
    ),
    path(
        "inbound/<str:signed_link>/work-items/",
        InboundWorkItemsView.as_view(),
        name="api-inbound-work-items",
    ),
    *_routes(),
]

urlpatterns = [path("v1/", include(v1)), re_path("", not_found)]
