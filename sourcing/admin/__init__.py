"""The pages of engagements, the contracts they run under, and the teams that deliver them."""

from sourcing.admin.engagement import EngagementAdmin
from sourcing.admin.links import DeliveryTeamAdmin, EngagementContractAdmin

__all__ = ["DeliveryTeamAdmin", "EngagementAdmin", "EngagementContractAdmin"]
