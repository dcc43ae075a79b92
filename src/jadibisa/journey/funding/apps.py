"""Django's view of this app."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Training balance, incentives, payouts, what returns to the treasury."""

    name = "jadibisa.journey.funding"
    default_auto_field = "django.db.models.BigAutoField"
