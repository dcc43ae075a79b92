"""How allauth behaves here: nobody signs up alone, secrets of second factors are sealed, partners must have one."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from jadibisa.foundation.plumbing import crypto


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are made by officers, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as the middleware found it, through configured proxies only."""
        return str(getattr(request, "address", "unknown"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail leaves through foundation.messages only; allauth's own mails are not sent."""


class SealedMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Secrets of second factors are sealed at rest."""

    def encrypt(self, text: str) -> str:
        """Seal."""
        return crypto.seal(text.encode(), key=crypto.derive("mfa"), context="mfa").hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Open."""
        return crypto.unseal(bytes.fromhex(encrypted_text), key=crypto.derive("mfa"), context="mfa").decode()
