"""The pages of engagements, contracts, delivery teams, documents and service levels."""

from sourcing.admin.credit_scheme import CreditSchemeAdmin
from sourcing.admin.document import DocumentAdmin
from sourcing.admin.engagement import EngagementAdmin
from sourcing.admin.exclusion import ExclusionAdmin
from sourcing.admin.inbound_webhook import InboundWebhookAdmin
from sourcing.admin.incident_link import IncidentLinkAdmin
from sourcing.admin.level_definition import LevelDefinitionAdmin
from sourcing.admin.links import DeliveryTeamAdmin, EngagementContractAdmin
from sourcing.admin.raci import RaciEntryAdmin
from sourcing.admin.service_credit import ServiceCreditAdmin
from sourcing.admin.service_level import ServiceLevelAdmin
from sourcing.admin.vendor_report import VendorReportAdmin

__all__ = [
    "CreditSchemeAdmin",
    "DeliveryTeamAdmin",
    "DocumentAdmin",
    "EngagementAdmin",
    "EngagementContractAdmin",
    "ExclusionAdmin",
    "InboundWebhookAdmin",
    "IncidentLinkAdmin",
    "LevelDefinitionAdmin",
    "RaciEntryAdmin",
    "ServiceCreditAdmin",
    "ServiceLevelAdmin",
    "VendorReportAdmin",
]
