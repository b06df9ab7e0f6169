"""All holders of one kind with their shares: the rows behind a concentration's figures."""

from django.http import Http404, HttpRequest, HttpResponse

from risk.dashboards import addresses
from risk.dashboards.frame import basis_choices, frame_of, respond, scope_choices
from risk.dashboards.money import Bar, dimension_of, summed_of
from risk.dashboards.paging import page_of
from risk.dashboards.words import BASES_IN_SENTENCE, holder
from risk.positions import By, default_basis, item_amounts, measure


def holders(request: HttpRequest) -> HttpResponse:
    """Raises Http404 where the address names no known kind of holder."""
    by = request.GET.get("by", By.VENDOR)
    if by not in list(By):
        raise Http404(f"by is “{by}”, but must be one of {', '.join(By)}.")
    frame = frame_of(request, ["by", "page"])
    options, portfolio = frame.options, frame.portfolio
    basis = options.basis or default_basis(portfolio, options.scope)
    amounts = item_amounts(portfolio, basis, options.scope)
    measured = measure(portfolio, By(by), basis, options.scope, amounts)
    by_vendor = measure(portfolio, By.VENDOR, basis, options.scope, amounts)
    dimension = dimension_of(measured, options, summed_of(portfolio, options, amounts, by_vendor))
    page = page_of(request, measured.result.shares)
    return respond(
        request,
        "holders",
        frame,
        {
            "title": dimension.noun.many.capitalize(),
            "dimension": dimension,
            "basis_in_sentence": BASES_IN_SENTENCE[measured.basis],
            "bases": basis_choices(options, measured.basis, by=by),
            "scopes": scope_choices(options, by=by),
            "largest": measured.result.shares[0].amount if measured.result.shares else None,
            "bars": [
                Bar(
                    holder(measured.by, share.label),
                    share.amount,
                    share.share_percent,
                    addresses.rows_of(options, measured.by, share.key),
                )
                for share in page.object_list
            ],
            "page": page,
            "page_query": options.query(by=by),
        },
    )
