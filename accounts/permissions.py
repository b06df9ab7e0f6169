"""What each role may do, as data.

A grant is a pattern for Django's permission names, `app.action_model`: the action is view,
add, change, delete or a decision of its own such as merge, and `*` stands for anything. Rooms are
named by their app label, so this table is the one place where a role's reach can be read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from uuid import UUID

if TYPE_CHECKING:
    from accounts.models import Membership

READS_ALL = ("vendors.view_*", "teams.view_*", "sourcing.view_*", "risk.view_*")
#: Acknowledging and snoozing the findings that were mailed to the person, and nothing else.
ACT_ON_MAILED_FINDINGS = "risk.acknowledge_finding"
#: Commenting (only authors change and remove) and writing actions.
TALK = ("risk.*_comment", "risk.*_action")


def _push(room: str, *models: str) -> tuple[str, ...]:
    """Adding and changing records of these models, but not deleting them."""
    return tuple(f"{room}.{action}_{model}" for model in models for action in ("add", "change"))


def _writing(model: str) -> tuple[str, ...]:
    """Adding, changing and deleting records of `app.model`."""
    room, name = model.split(".")
    return tuple(f"{room}.{action}_{name}" for action in ("add", "change", "delete"))


#: What other systems hand over. Listed one by one, so that a new model isn't open to programs by
#: itself: what people decide, such as renewals, and what can't be taken back stay with people.
PUSHED = (
    *_push("vendors", "vendor", "subcontractorlink", "vendorcontact", "duediligenceitem"),
    *_push("vendors", "contract", "contractitem", "paymenttodate", "ownrate"),
    *_push("vendors", "amendment", "agreedterm", "precedencerank", "obligation"),
    *_push("teams", "site", "team", "workingwindow"),
    *_push("sourcing", "engagement", "engagementcontract", "deliveryteam", "racientry"),
    *_push("sourcing", "document"),
    *_push("sourcing", "measurement", "workitem"),
)
#: Service levels and all that is set up, decided and claimed for them.
SERVICE_LEVELS = (
    "teams.*_servicecalendar",
    "teams.*_calendar*",
    "teams.*_servicewindow",
    "sourcing.*_servicelevel",
    "sourcing.*_leveldefinition",
    "sourcing.*_exclusion",
    "sourcing.*_incidentlink",
    "sourcing.*_creditscheme",
    "sourcing.*_vendorreport",
    "sourcing.change_periodresult",
    "sourcing.add_reviewpack",
    "sourcing.change_reviewpack",
)


@dataclass(frozen=True)
class RoleRow:
    """A role: its label, one sentence about it, and its grants.

    `own` are grants for records that name the person as the one who keeps them. `withheld` takes
    away from both what a pattern of theirs would give without being meant to.
    """

    label: str
    sentence: str
    grants: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    def allows(self, permission: str, *, is_own: bool = False) -> bool:
        """Whether the role grants `app.action_model`, for any record or for one of one's own."""
        grants = (*self.grants, *self.own) if is_own else self.grants
        return matches(permission, grants) and not matches(permission, self.withheld)


ROLES: Mapping[str, RoleRow] = MappingProxyType(
    {
        "owner": RoleRow(
            "Owner",
            "Does everything, including members and settings.",
            ("*.*",),
        ),
        "operations_lead": RoleRow(
            "Operations lead",
            "Writes vendors, contracts, teams, engagements, findings and rules; reads the "
            "settings.",
            ("vendors.*", "teams.*", "sourcing.*", "risk.*", "accounts.view_*"),
        ),
        "vendor_manager": RoleRow(
            "Vendor manager",
            "Writes vendors, contracts, documents and service levels with their calendars, makes "
            "review packs and agrees to them, acts on findings, and reads the rest.",
            (
                *READS_ALL,
                "vendors.*",
                "sourcing.*_document",
                "sourcing.pursue_servicecredit",
                "sourcing.settle_servicecredit",
                *SERVICE_LEVELS,
                "risk.change_finding",
                *TALK,
            ),
        ),
        "finance": RoleRow(
            "Finance",
            "Reads everything and writes what is money: payments, monthly charges, exchange rates "
            "and invoices. Puts service credits on invoices. Acknowledges and snoozes the findings "
            "that were mailed to them.",
            (
                *READS_ALL,
                "vendors.*_paymenttodate",
                "vendors.*_ownrate",
                "vendors.*_monthlycharge",
                "*.*_invoice*",
                "*.*_credit*",
                "sourcing.apply_servicecredit",
                *TALK,
                ACT_ON_MAILED_FINDINGS,
            ),
            withheld=_writing("sourcing.creditscheme"),
        ),
        "security_reviewer": RoleRow(
            "Security reviewer",
            "Reads everything and writes controls, evidence, documents and due diligence. "
            "Acknowledges and snoozes the findings that were mailed to them.",
            (
                *READS_ALL,
                "*.*_control*",
                "*.*_evidence*",
                "*.*_document*",
                "*.*_duediligence*",
                *TALK,
                ACT_ON_MAILED_FINDINGS,
            ),
        ),
        "site_head": RoleRow(
            "Site head",
            "Reads sites, teams, engagements and service levels, but not what vendors owe, and "
            "keeps the sites they head and the teams there up to date.",
            ("teams.view_*", "sourcing.view_*", "risk.*_comment", "risk.view_action"),
            ("teams.change_site", "teams.change_team", "teams.*_workingwindow"),
            withheld=(
                "sourcing.*_servicecredit",
                "sourcing.*_creditscheme",
                "sourcing.*_reviewpack",
            ),
        ),
        "executive": RoleRow(
            "Executive",
            "Reads everything; acknowledges and snoozes the findings that were mailed to them.",
            (*READS_ALL, "risk.add_comment", ACT_ON_MAILED_FINDINGS),
        ),
        "integrator": RoleRow(
            "Integrator",
            "Hands data over from other systems through the API; deletes nothing, decides no "
            "renewals and merges no vendors. Opens no pages but the one for API tokens.",
            (
                *READS_ALL,
                *PUSHED,
                "accounts.view_organization",
                "accounts.view_membership",
                "accounts.*_apitoken",
            ),
        ),
    }
)


@runtime_checkable
class Kept(Protocol):
    """A record that one member keeps up to date, such as a site and its head."""

    @property
    def keeper_id(self) -> UUID | None: ...


def allows(membership: "Membership | None", permission: str, record: object = None) -> bool:
    """Whether the membership's role grants `app.action_model`, e.g. `vendors.change_vendor`.

    With a `record` that the member keeps, what the role grants for own records counts too.
    """
    if membership is None or not membership.is_active:
        return False
    is_own = isinstance(record, Kept) and record.keeper_id == membership.pk
    return ROLES[membership.role].allows(permission, is_own=is_own)


def allows_any(membership: "Membership | None", app_label: str) -> bool:
    """Whether the role may open anything at all of a room."""
    if membership is None or not membership.is_active:
        return False
    return any(
        fnmatchcase(f"{app_label}.", pattern.split(".")[0] + ".")
        for pattern in ROLES[membership.role].grants
    )


def matches(permission: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns grants the permission."""
    return any(fnmatchcase(permission, pattern) for pattern in patterns)
