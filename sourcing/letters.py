"""Claim letters as answers: a page to read and print, or a PDF to send."""

import re
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.pdf import pdf_of
from sourcing.selectors.claim_letter import ClaimLetter

TEMPLATE = "sourcing/letters/claim.html"


class LetterForm(StrEnum):
    HTML = "html"
    PDF = "pdf"


MEDIA_TYPES = {LetterForm.HTML: "text/html", LetterForm.PDF: "application/pdf"}


def wanted_form(request: HttpRequest) -> LetterForm:
    """What `Accept` prefers; HTML where it leaves the choice, or names neither."""
    preferred = request.get_preferred_type(list(MEDIA_TYPES.values()))
    return next((form for form, kind in MEDIA_TYPES.items() if kind == preferred), LetterForm.HTML)


def letter_answer(
    request: HttpRequest, letter: ClaimLetter, form: LetterForm, back: str = ""
) -> HttpResponse:
    """The letter in one of both forms, kept in no cache; the words are the same.

    `back` is the address of the page that a person came from. Raises `accounts.pdf.NoPdf`.
    """
    if form is LetterForm.PDF:
        answer = HttpResponse(
            pdf_of(render_to_string(TEMPLATE, {"letter": letter})),
            content_type=MEDIA_TYPES[form],
        )
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", letter.file_name)
        answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    else:
        nonce = str(getattr(request, "csp_nonce", ""))
        context = {"letter": letter, "nonce": nonce, "back": back}
        answer = HttpResponse(render_to_string(TEMPLATE, context), content_type="text/html")
    answer["Cache-Control"] = "private, no-store"
    answer["Vary"] = "Accept"
    return answer
