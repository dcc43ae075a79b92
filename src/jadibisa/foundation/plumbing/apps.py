"""Django's view of this app."""

from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    """Django helpers without domain: pages, problems, locks, crypto, the clock."""

    name = "jadibisa.foundation.plumbing"
    default_auto_field = "django.db.models.BigAutoField"
