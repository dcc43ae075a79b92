"""Django's view of this app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Outgoing SMS and e-mail behind gateways: queue, receipts, limits."""

    name = "jadibisa.foundation.messages"
    label = "outgoing_messages"  # Django's own messages have the short one
    default_auto_field = "django.db.models.BigAutoField"
