"""Django's view of this app."""

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    """Certificates, revocation, public check."""

    name = "jadibisa.journey.certification"
    default_auto_field = "django.db.models.BigAutoField"
