"""Django's view of this app."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """The append-only record: audit log and outbox in one."""

    name = "jadibisa.foundation.facts"
    default_auto_field = "django.db.models.BigAutoField"
