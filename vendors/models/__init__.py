"""Vendors with contacts and checks; contracts, items, payments, what is agreed; rates."""

from vendors.models.amendment import AgreedTerm, Amendment, PrecedenceRank
from vendors.models.charge import MonthlyCharge
from vendors.models.contact import VendorContact
from vendors.models.contract import Contract, ContractItem, PaymentToDate
from vendors.models.due_diligence import DueDiligenceItem
from vendors.models.holidays import HolidaySnapshot
from vendors.models.merge import DismissedSuggestion, MergedRow, VendorMerge
from vendors.models.obligation import Obligation, ObligationDone
from vendors.models.rate import OwnRate, ReferenceRate
from vendors.models.renewal import RenewalDecision
from vendors.models.vendor import SubcontractorLink, Vendor

__all__ = [
    "AgreedTerm",
    "Amendment",
    "Contract",
    "ContractItem",
    "DismissedSuggestion",
    "DueDiligenceItem",
    "HolidaySnapshot",
    "MergedRow",
    "MonthlyCharge",
    "Obligation",
    "ObligationDone",
    "OwnRate",
    "PaymentToDate",
    "PrecedenceRank",
    "ReferenceRate",
    "RenewalDecision",
    "SubcontractorLink",
    "Vendor",
    "VendorContact",
    "VendorMerge",
]
