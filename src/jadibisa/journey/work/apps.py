"""Django's view of this app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Employers, vacancies, matching, job applications, outcome surveys."""

    name = "jadibisa.journey.work"
    default_auto_field = "django.db.models.BigAutoField"
