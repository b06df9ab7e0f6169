"""A comment's text on a page: escaped, with line breaks and plain links, and nothing else."""

from django import template
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def comment_text(text: str) -> SafeString:
    """Escapes everything; addresses become links that lend no standing to where they lead."""
    linked = urlize(text, trim_url_limit=60, nofollow=True, autoescape=True)
    # Both functions return escaped text: `urlize` escaped it, `linebreaks` only adds <p> and <br>.
    return mark_safe(linebreaks(linked))  # noqa: S308
