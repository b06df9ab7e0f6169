"""The pages of vendors, subcontractors, contracts, items and payments."""

from vendors.admin.contract import ContractAdmin
from vendors.admin.item import ContractItemAdmin, PaymentToDateAdmin
from vendors.admin.vendor import SubcontractorLinkAdmin, VendorAdmin

__all__ = [
    "ContractAdmin",
    "ContractItemAdmin",
    "PaymentToDateAdmin",
    "SubcontractorLinkAdmin",
    "VendorAdmin",
]
