"""Django's view of this app."""

from django.apps import AppConfig


class InclusionConfig(AppConfig):
    """Who is reached and who is not: the funnel, groups and places."""

    name = "jadibisa.oversight.inclusion"
    default_auto_field = "django.db.models.BigAutoField"
