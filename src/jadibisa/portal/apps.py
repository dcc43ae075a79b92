"""Django's view of this app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The roof: urls, API assembly, home and status pages, shared templates and static files."""

    name = "jadibisa.portal"
    default_auto_field = "django.db.models.BigAutoField"
