from django.contrib.admin.apps import AdminConfig


class LongshoreAdminConfig(AdminConfig):
    """Puts Longshore's own site in the place of Django's default one."""

    default_site = "config.site.LongshoreSite"
