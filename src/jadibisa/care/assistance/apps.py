"""Django's view of this app."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """Companions, consent per sitting, help posts and access points."""

    name = "jadibisa.care.assistance"
    default_auto_field = "django.db.models.BigAutoField"
