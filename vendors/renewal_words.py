"""How decisions about renewals look on every page."""

from django.utils.safestring import SafeString

from accounts.display import Tone, badge
from vendors.models import RenewalDecision
from vendors.models.renewal import Choice

CHOICES = {
    Choice.RENEW: (Tone.GOOD, "autorenew"),
    Choice.RENEGOTIATE: (Tone.WARNING, "handshake"),
    Choice.EXIT: (Tone.INFO, "logout"),
}


def choice_badge(choice: str) -> SafeString:
    """Renew, renegotiate or exit."""
    return badge(Choice(choice).label, *CHOICES[Choice(choice)])


def decision_badge(decision: RenewalDecision) -> SafeString:
    """The choice, or that it was taken back."""
    if decision.taken_back_at is None:
        return choice_badge(decision.choice)
    return badge(f"{decision.get_choice_display()}, taken back", Tone.NEUTRAL, "undo")
