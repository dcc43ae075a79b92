"""Django's view of this app."""

from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    """The audit trail, the daily root, open data."""

    name = "jadibisa.oversight.transparency"
    default_auto_field = "django.db.models.BigAutoField"
