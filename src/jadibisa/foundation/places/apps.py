"""Django's view of this app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Provinces, regencies, labour force, help posts' places."""

    name = "jadibisa.foundation.places"
    default_auto_field = "django.db.models.BigAutoField"
