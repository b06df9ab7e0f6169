"""Vendors, their subcontractors, contracts, contract items, payments, and what is agreed."""

from vendors.models.amendment import AgreedTerm, Amendment, PrecedenceRank
from vendors.models.contract import Contract, ContractItem, PaymentToDate
from vendors.models.holidays import HolidaySnapshot
from vendors.models.obligation import Obligation, ObligationDone
from vendors.models.renewal import RenewalDecision
from vendors.models.vendor import SubcontractorLink, Vendor

__all__ = [
    "AgreedTerm",
    "Amendment",
    "Contract",
    "ContractItem",
    "HolidaySnapshot",
    "Obligation",
    "ObligationDone",
    "PaymentToDate",
    "PrecedenceRank",
    "RenewalDecision",
    "SubcontractorLink",
    "Vendor",
]
