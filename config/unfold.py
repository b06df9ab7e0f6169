"""The look of the shell: Unfold's settings."""

from django.templatetags.static import static

UNFOLD = {
    "SITE_TITLE": "Longshore",
    "SITE_HEADER": "Longshore",
    "SITE_SUBHEADER": "config.navigation.organization_name",
    "SITE_URL": None,
    "SITE_ICON": lambda request: static("accounts/longshore.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("accounts/longshore.svg"),
        },
    ],
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda request: static("accounts/longshore.css")],
    "SCRIPTS": [lambda request: static("accounts/labels.js")],
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {
            "50": "oklch(97.5% .013 221)",
            "100": "oklch(94.5% .03 221)",
            "200": "oklch(89.5% .055 221)",
            "300": "oklch(82% .09 221)",
            "400": "oklch(72% .11 221)",
            "500": "oklch(61% .11 221)",
            "600": "oklch(47% .085 225)",
            "700": "oklch(41% .075 226)",
            "800": "oklch(36% .063 227)",
            "900": "oklch(31% .053 228)",
            "950": "oklch(23% .04 229)",
        },
    },
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "config.navigation.navigation",
    },
    "ACCOUNT": {"navigation": "config.navigation.account_links"},
}
