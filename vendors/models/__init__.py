"""Vendors, their subcontractors, contracts, contract items and payments."""

from vendors.models.contract import Contract, ContractItem, PaymentToDate
from vendors.models.vendor import SubcontractorLink, Vendor

__all__ = ["Contract", "ContractItem", "PaymentToDate", "SubcontractorLink", "Vendor"]
