"""Loads example organizations, scans them and delivers their mails, each once."""

import sys
from collections.abc import Iterator, Sequence

from tqdm import tqdm

from accounts.models import Organization
from risk.demo.organizations import Example, set_up
from risk.demo.steps import Clock, Step, key_after
from risk.services.outbox import work_off
from risk.services.scan import scan
from risk.services.schedule import run_nightly_scan


def load_examples(
    examples: Sequence[Example], *, clock: Clock, show_progress: bool
) -> list[Organization]:
    """The organizations of the examples, loaded, scanned and mailed.

    What has been done before isn't done again. `clock` gives the time, which moves on between
    steps. Must not be called inside a transaction. Progress bars go to standard error, and only
    to a terminal. Raises `NotTheExample` where a slug belongs to an organization of one's own.
    """
    records = {}
    for example in examples:
        organization = set_up(example, clock())
        records[organization] = example.records(organization, clock)
    loads = [step for steps in records.values() for step in steps]
    for step in _pending("Loading", loads, show_progress):
        step.do(clock())
    scans = [_scan(organization, after, clock) for organization, after in records.items()]
    for step in _pending("Scanning", scans, show_progress):
        step.do(clock())
    mails = [_mails(organization, after, clock) for organization, after in records.items()]
    for step in _pending("Mailing", mails, show_progress):
        step.work()
        step.record(clock())
    return list(records)


def _scan(organization: Organization, after: Sequence[Step], clock: Clock) -> Step:
    def work() -> object:
        now = clock()
        # As the nightly scan where that is due, so that the scheduler doesn't do it once more.
        return run_nightly_scan(organization=organization, now=now) or scan(
            organization=organization, as_of=organization.today(now), now=now
        )

    return Step(organization, key_after("scan", after), organization.name, work)


def _mails(organization: Organization, after: Sequence[Step], clock: Clock) -> Step:
    return Step(
        organization,
        key_after("mails", after),
        organization.name,
        lambda: work_off(organization=organization, clock=clock),
    )


def _pending(what: str, steps: Sequence[Step], show_progress: bool) -> Iterator[Step]:
    """The steps that are still to do, under a progress bar while they are done."""
    pending = [step for step in steps if not step.is_done]
    hidden = None if show_progress and pending else True
    with tqdm(pending, desc=what, unit="step", file=sys.stderr, disable=hidden) as bar:
        for step in bar:
            bar.set_postfix_str(step.label)
            yield step
