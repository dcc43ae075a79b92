"""Django's view of this app."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Help tickets with number and due time, appeals against refusals."""

    name = "jadibisa.care.tickets"
    default_auto_field = "django.db.models.BigAutoField"
