"""What a token may be allowed, by room. Pure.

A scope is a room and `read` or `write`; `write` includes `read`. A token never gets more than
the role of its membership grants: both must allow.
"""

ROOMS = ("accounts", "vendors", "teams", "sourcing", "risk")
SCOPES = {
    f"{room}:{access}": sentence.format(access=word)
    for room, sentence in {
        "accounts": "{access} the organization's settings, members and invitations, sign-ins and "
        "history",
        "vendors": "{access} vendors, contracts, items and payments",
        "teams": "{access} sites, teams and working windows",
        "sourcing": "{access} engagements, documents and imports",
        "risk": "{access} findings, comments, actions, rules, waivers, scans and the "
        "portfolio's figures",
    }.items()
    for access, word in (("read", "Read"), ("write", "Read and change"))
}


def scope_of(permission: str) -> str:
    """The scope that `app.action_model` needs: `vendors:read` for `vendors.view_vendor`."""
    room, action = permission.split(".")
    return f"{room}:{'read' if action.startswith('view_') else 'write'}"


def within(permission: str, scopes: list[str]) -> bool:
    """Whether a token with these scopes may do what the permission names."""
    needed = scope_of(permission)
    return needed in scopes or needed.replace(":read", ":write") in scopes
