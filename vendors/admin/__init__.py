"""The pages of vendors, subcontractors, contracts, items and payments."""

from vendors.admin.amendment import AmendmentAdmin
from vendors.admin.contract import ContractAdmin
from vendors.admin.item import ContractItemAdmin, PaymentToDateAdmin
from vendors.admin.obligation import ObligationAdmin
from vendors.admin.renewal import HolidaySnapshotAdmin, RenewalDecisionAdmin
from vendors.admin.vendor import SubcontractorLinkAdmin, VendorAdmin

__all__ = [
    "AmendmentAdmin",
    "ContractAdmin",
    "ContractItemAdmin",
    "HolidaySnapshotAdmin",
    "ObligationAdmin",
    "PaymentToDateAdmin",
    "RenewalDecisionAdmin",
    "SubcontractorLinkAdmin",
    "VendorAdmin",
]
