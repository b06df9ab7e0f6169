"""The pages of vendors, subcontractors, contracts, items and payments."""

from vendors.admin.amendment import AmendmentAdmin
from vendors.admin.charge import MonthlyChargeAdmin
from vendors.admin.contact import VendorContactAdmin
from vendors.admin.contract import ContractAdmin
from vendors.admin.due_diligence import DueDiligenceItemAdmin
from vendors.admin.item import ContractItemAdmin, PaymentToDateAdmin
from vendors.admin.merges import DismissedSuggestionAdmin, VendorMergeAdmin
from vendors.admin.obligation import ObligationAdmin
from vendors.admin.rates import OwnRateAdmin, ReferenceRateAdmin
from vendors.admin.renewal import HolidaySnapshotAdmin, RenewalDecisionAdmin
from vendors.admin.vendor import SubcontractorLinkAdmin, VendorAdmin

__all__ = [
    "AmendmentAdmin",
    "ContractAdmin",
    "ContractItemAdmin",
    "DismissedSuggestionAdmin",
    "DueDiligenceItemAdmin",
    "HolidaySnapshotAdmin",
    "MonthlyChargeAdmin",
    "ObligationAdmin",
    "OwnRateAdmin",
    "PaymentToDateAdmin",
    "ReferenceRateAdmin",
    "RenewalDecisionAdmin",
    "SubcontractorLinkAdmin",
    "VendorAdmin",
    "VendorContactAdmin",
    "VendorMergeAdmin",
]
