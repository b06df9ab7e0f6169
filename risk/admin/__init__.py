"""The pages of findings, waivers, rules and mails, and findings on the records below."""

from risk.admin.action import ActionAdmin
from risk.admin.comment import CommentAdmin
from risk.admin.delivery import AlertAdmin, DeliveryAdmin
from risk.admin.finding import FindingAdmin
from risk.admin.organization import SettingsAdmin
from risk.admin.records import ContractWithFindings, EngagementWithFindings, VendorWithFindings
from risk.admin.review_pack import ReviewPackAdmin
from risk.admin.rule_setting import RuleSettingAdmin
from risk.admin.scan_run import ScanRunAdmin
from risk.admin.waiver import WaiverAdmin

__all__ = [
    "ActionAdmin",
    "AlertAdmin",
    "CommentAdmin",
    "ContractWithFindings",
    "DeliveryAdmin",
    "EngagementWithFindings",
    "FindingAdmin",
    "ReviewPackAdmin",
    "RuleSettingAdmin",
    "ScanRunAdmin",
    "SettingsAdmin",
    "VendorWithFindings",
    "WaiverAdmin",
]
