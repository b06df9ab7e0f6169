"""Triggers that keep a contract's own order of precedence within the contract's agreement.

An agreement is everything under one topmost contract: its statements of work and orders at any
depth, and the amendments of all of them. No foreign key can say that a ranked paper belongs to
it, because the way up has no fixed length.
"""

import pgtrigger

SENTENCE = (
    "A place in a contract''s order holds a paper of the same agreement: the contract, its "
    "master, what else stands under that master, or an amendment of one of these. Choose such a "
    "paper, or empty the place first."
)
_TOP = """(
    WITH RECURSIVE up(id, parent_id) AS (
        SELECT c.id, c.parent_id FROM vendors_contract c
        WHERE c.organization_id = r.organization_id AND c.id = {of}
        UNION
        SELECT p.id, p.parent_id FROM vendors_contract p
        JOIN up ON p.organization_id = r.organization_id AND p.id = up.parent_id
    )
    SELECT id FROM up WHERE parent_id IS NULL
)"""
_PAPER = "coalesce(r.paper_contract_id, a.contract_id)"
#: The way up from both ends is walked under the row-level security of the writing transaction.
_REFUSE = f"""
    IF EXISTS (
        SELECT FROM vendors_precedencerank r
        LEFT JOIN vendors_amendment a
            ON a.organization_id = r.organization_id AND a.id = r.paper_amendment_id
        WHERE r.organization_id = NEW.organization_id AND ({{touched}})
          AND {_TOP.format(of="r.contract_id")} IS DISTINCT FROM {_TOP.format(of=_PAPER)}
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{SENTENCE}',
            CONSTRAINT = 'vendors_precedencerank_one_agreement';
    END IF;
    RETURN NULL;
"""  # noqa: S608 - no name in it comes from outside
_BENEATH = f"""
    WITH RECURSIVE beneath(id) AS (
        SELECT NEW.id
        UNION
        SELECT c.id FROM vendors_contract c
        JOIN beneath b ON c.organization_id = NEW.organization_id AND c.parent_id = b.id
    )
    SELECT FROM beneath b WHERE b.id IN (r.contract_id, {_PAPER})
"""  # noqa: S608 - no name in it comes from outside


def _refuse(operation: pgtrigger.Operation, touched: str, condition: str = "") -> pgtrigger.Trigger:
    """Looks when the transaction ends, so that a contract and its order may move together."""
    return pgtrigger.Trigger(
        name="one_agreement",
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Condition(condition) if condition else None,
        func=_REFUSE.format(touched=touched),
    )


def a_rank_is_written() -> pgtrigger.Trigger:
    return _refuse(pgtrigger.Insert | pgtrigger.Update, "r.id = NEW.id")


def a_contract_moves() -> pgtrigger.Trigger:
    """Under another master, or out from under one."""
    return _refuse(
        pgtrigger.Update,
        f"EXISTS ({_BENEATH})",
        "OLD.parent_id IS DISTINCT FROM NEW.parent_id",
    )


def an_amendment_moves() -> pgtrigger.Trigger:
    return _refuse(
        pgtrigger.Update,
        "r.paper_amendment_id = NEW.id",
        "OLD.contract_id IS DISTINCT FROM NEW.contract_id",
    )
