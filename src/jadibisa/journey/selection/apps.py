"""Django's view of this app."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Pool, quota, draw, proofs, waiting list."""

    name = "jadibisa.journey.selection"
    default_auto_field = "django.db.models.BigAutoField"
