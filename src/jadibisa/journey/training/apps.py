"""Django's view of this app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Providers, courses, sessions, purchase, redemption, presence, completion."""

    name = "jadibisa.journey.training"
    default_auto_field = "django.db.models.BigAutoField"
