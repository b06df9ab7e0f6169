"""Findings, what people say and do about them, rules, scans and figures, for programs."""

from accounts.api.views import TenantView
from accounts.api.viewsets import ReadRecords
from risk.api.action import ActionViewSet
from risk.api.comment import CommentViewSet
from risk.api.finding import FindingViewSet
from risk.api.mail import AlertViewSet, DeliveryViewSet
from risk.api.portfolio import ConcentrationView
from risk.api.renewal import CalendarFeedView, RenewalsView
from risk.api.review_pack import ReviewPackViewSet
from risk.api.rule import RuleSettingViewSet, WaiverViewSet
from risk.api.scan_run import ScanRunViewSet

ROUTES: list[tuple[str, type[ReadRecords]]] = [
    ("findings", FindingViewSet),
    ("rule-settings", RuleSettingViewSet),
    ("waivers", WaiverViewSet),
    ("scan-runs", ScanRunViewSet),
    ("alerts", AlertViewSet),
    ("deliveries", DeliveryViewSet),
    ("comments", CommentViewSet),
    ("actions", ActionViewSet),
    ("review-packs", ReviewPackViewSet),
]
VIEWS: list[tuple[str, type[TenantView]]] = [
    ("portfolio/concentration", ConcentrationView),
    ("renewals", RenewalsView),
    ("calendar-feed", CalendarFeedView),
]
