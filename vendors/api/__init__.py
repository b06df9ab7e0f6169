"""Vendors, their subcontractors, contracts, items and payments, for programs."""

from accounts.api.views import TenantView
from accounts.api.viewsets import ReadRecords
from vendors.api.amendment import AgreedTermViewSet, AmendmentViewSet, PrecedenceRankViewSet
from vendors.api.contract import ContractViewSet, ItemViewSet, PaymentViewSet
from vendors.api.duplicate import (
    DismissedSuggestionViewSet,
    VendorDuplicatesView,
    VendorMergeViewSet,
)
from vendors.api.obligation import ObligationViewSet
from vendors.api.people import DueDiligenceItemViewSet, VendorContactViewSet
from vendors.api.rate import OwnRateViewSet, ReferenceRateViewSet
from vendors.api.renewal import RenewalDecisionViewSet
from vendors.api.vendor import SubcontractorLinkViewSet, VendorViewSet

ROUTES: list[tuple[str, type[ReadRecords]]] = [
    ("vendors", VendorViewSet),
    ("subcontractor-links", SubcontractorLinkViewSet),
    ("vendor-merges", VendorMergeViewSet),
    ("dismissed-suggestions", DismissedSuggestionViewSet),
    ("vendor-contacts", VendorContactViewSet),
    ("due-diligence-items", DueDiligenceItemViewSet),
    ("exchange-rates", OwnRateViewSet),
    ("reference-rates", ReferenceRateViewSet),
    ("contracts", ContractViewSet),
    ("contract-items", ItemViewSet),
    ("payments", PaymentViewSet),
    ("amendments", AmendmentViewSet),
    ("agreed-terms", AgreedTermViewSet),
    ("precedence-ranks", PrecedenceRankViewSet),
    ("obligations", ObligationViewSet),
    ("renewal-decisions", RenewalDecisionViewSet),
]
VIEWS: list[tuple[str, type[TenantView]]] = [("vendor-duplicates", VendorDuplicatesView)]
