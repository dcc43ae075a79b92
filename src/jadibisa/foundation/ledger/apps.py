"""Django's view of this app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Double-entry accounts and transfers; knows no persons."""

    name = "jadibisa.foundation.ledger"
    default_auto_field = "django.db.models.BigAutoField"
