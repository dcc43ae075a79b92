"""Django's view of this app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, organisations and their members, accounts, one-time codes, consent, keys per person."""

    name = "jadibisa.foundation.people"
    default_auto_field = "django.db.models.BigAutoField"
