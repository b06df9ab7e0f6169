"""Claim letters as answers."""

from django.http import HttpRequest, HttpResponse

from accounts.papers import PaperForm, paper_answer
from sourcing.selectors.claim_letter import ClaimLetter


def letter_answer(
    request: HttpRequest, letter: ClaimLetter, form: PaperForm, back: str = ""
) -> HttpResponse:
    """The letter as a page or a PDF. Raises `accounts.pdf.NoPdf`."""
    return paper_answer(
        request,
        "sourcing/letters/claim.html",
        {"letter": letter},
        name=letter.file_name,
        form=form,
        back=back,
    )
