"""Browsers of people with an account, for the tests of pages."""

from django.test import Client

from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.models import Account
from jadibisa.kernel.actors import SYSTEM, Role
from tests.journey.registration import cast


def signed_in(role: Role, name: str) -> Client:
    """A browser of somebody with an account."""
    account = people.create_account(f"{name}@example.id", role, name, password="", by=SYSTEM, at=cast.NOW)
    browser = Client()
    session = browser.session
    session["_auth_user_id"], session["_auth_user_backend"] = (
        str(account),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    session["demonstration"] = True
    session["_auth_user_hash"] = Account.objects.get(id=account).get_session_auth_hash()
    session.save()
    return browser
