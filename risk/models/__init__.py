"""Findings, what was decided about them, and the alerts that carry them to people."""

from risk.models.alert import Alert, Delivery
from risk.models.finding import Finding, State
from risk.models.rule import RuleSetting, ScanRun, Waiver

__all__ = [
    "Alert",
    "Delivery",
    "Finding",
    "RuleSetting",
    "ScanRun",
    "State",
    "Waiver",
]
