"""Review packs as pages and PDFs: what was frozen, and nothing else."""

from django.http import HttpRequest, HttpResponse

from accounts.papers import PaperForm, paper_answer
from sourcing.models import ReviewPack


def pack_answer(
    request: HttpRequest, pack: ReviewPack, sender: str, form: PaperForm, back: str = ""
) -> HttpResponse:
    """The pack as a page or a PDF. Raises `accounts.pdf.NoPdf`."""
    party = pack.contents.get("party", "")
    return paper_answer(
        request,
        "risk/review_packs/paper.html",
        {"pack": pack, "contents": pack.contents, "sender": sender},
        name=f"review-{party}-{pack.first_day}-{pack.edition}",
        form=form,
        back=back,
    )
