"""Why a migration may do what the others must not, by `room.migration`."""

REASONS = {
    "accounts.0005_roles_of_finance_security_and_sites": (
        "The roles to choose from change, which is no SQL at all."
    ),
    "accounts.0009_sign_in": (
        "A switch that is off by default; release 0.1 is stopped while this one migrates."
    ),
    "accounts.0013_password_changes_at_the_door": (
        "Choices and help texts change, which is no SQL at all."
    ),
    "accounts.0018_keep_measurements": "The kinds to choose from change, which is no SQL at all.",
    "vendors.0004_agreements_and_renewals": (
        "Texts that are empty by default; release 0.1 is stopped while this one migrates."
    ),
    "vendors.0006_contacts_checks_merges_rates": (
        "Texts that are empty by default; release 0.1 is stopped while this one migrates."
    ),
}
