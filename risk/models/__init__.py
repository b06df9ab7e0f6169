"""Findings, what people decide, say and do about them, and the mails that tell people."""

from risk.models.action import Action
from risk.models.alert import Alert, Delivery
from risk.models.calendar import CalendarFeed
from risk.models.comment import Comment, Mention
from risk.models.finding import Finding, State
from risk.models.rule import RuleSetting, ScanRun, Waiver

__all__ = [
    "Action",
    "Alert",
    "CalendarFeed",
    "Comment",
    "Delivery",
    "Finding",
    "Mention",
    "RuleSetting",
    "ScanRun",
    "State",
    "Waiver",
]
