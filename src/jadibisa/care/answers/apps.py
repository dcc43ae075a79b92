"""Django's view of this app."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """Short articles of help, their search, and whether they helped."""

    name = "jadibisa.care.answers"
    default_auto_field = "django.db.models.BigAutoField"
