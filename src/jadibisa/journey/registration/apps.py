"""Django's view of this app."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """Schemes, batches, applications."""

    name = "jadibisa.journey.registration"
    default_auto_field = "django.db.models.BigAutoField"
