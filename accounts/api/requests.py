"""Which requests come from programs, and which of them only read."""

from django.http import HttpRequest

PREFIX = "/api/"
#: Signed addresses, whose senders prove themselves by signing what they send, not by a token.
SIGNED = "/api/v1/inbound/"
#: What changes nothing: it needs neither a savepoint nor a note of who changed something.
READS = frozenset({"GET", "HEAD"})


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith(PREFIX)


def only_reads(request: HttpRequest) -> bool:
    """Whether it is a program's, or a page's script's, and changes nothing."""
    return is_for_programs(request) and request.method in READS
