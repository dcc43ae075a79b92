"""Django's view of this app."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """Identity, eligibility, exclusion lists, duplicates, review."""

    name = "jadibisa.journey.verification"
    default_auto_field = "django.db.models.BigAutoField"
