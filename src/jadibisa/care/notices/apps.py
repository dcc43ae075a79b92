"""Django's view of this app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices to people and reminders before every deadline."""

    name = "jadibisa.care.notices"
    default_auto_field = "django.db.models.BigAutoField"
