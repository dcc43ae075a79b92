"""The root of all addresses: the portal assembles them."""

from allauth.account import views as account
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from jadibisa.portal.views.errors import closed

# Of allauth's pages only these are open: nobody signs up alone, no password or address is changed by a link in a mail.
ACCOUNT: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("", include("allauth.mfa.urls")),
]
# Names that allauth asks for while it shows the pages above; behind them is nothing.
CLOSED: list[URLPattern | URLResolver] = [
    path("signup/", closed, name="account_signup"),
    path("inactive/", closed, name="account_inactive"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("password/set/", closed, name="account_set_password"),
    path("password/reset/", closed, name="account_reset_password"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("akun/", include(ACCOUNT)),
    path("akun/", include(CLOSED)),
    path("", include("jadibisa.portal.urls")),
]
handler400 = "jadibisa.portal.views.errors.bad_request"
handler403 = "jadibisa.portal.views.errors.forbidden"
handler404 = "jadibisa.portal.views.errors.not_found"
handler500 = "jadibisa.portal.views.errors.server_error"
