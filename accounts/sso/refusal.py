"""Why single sign-on didn't let somebody in."""


class SsoRefused(Exception):
    """The sentence for the person; it holds nothing that came from the provider."""
