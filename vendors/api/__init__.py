"""Vendors, their subcontractors, contracts, items and payments, for programs."""

from accounts.api.viewsets import ReadRecords
from vendors.api.contract import ContractViewSet, ItemViewSet, PaymentViewSet
from vendors.api.vendor import SubcontractorLinkViewSet, VendorViewSet

ROUTES: list[tuple[str, type[ReadRecords]]] = [
    ("vendors", VendorViewSet),
    ("subcontractor-links", SubcontractorLinkViewSet),
    ("contracts", ContractViewSet),
    ("contract-items", ItemViewSet),
    ("payments", PaymentViewSet),
]
