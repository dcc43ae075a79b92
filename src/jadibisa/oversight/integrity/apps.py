"""Django's view of this app."""

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """Signals of misuse, a case each."""

    name = "jadibisa.oversight.integrity"
    default_auto_field = "django.db.models.BigAutoField"
