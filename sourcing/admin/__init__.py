"""The pages of engagements, their contracts and delivery teams, and documents."""

from sourcing.admin.document import DocumentAdmin
from sourcing.admin.engagement import EngagementAdmin
from sourcing.admin.links import DeliveryTeamAdmin, EngagementContractAdmin
from sourcing.admin.raci import RaciEntryAdmin

__all__ = [
    "DeliveryTeamAdmin",
    "DocumentAdmin",
    "EngagementAdmin",
    "EngagementContractAdmin",
    "RaciEntryAdmin",
]
