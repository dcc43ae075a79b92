"""The root of all addresses: the portal assembles them."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("akun/", include("allauth.account.urls")),
    path("akun/", include("allauth.mfa.urls")),
    path("", include("jadibisa.portal.urls")),
]
handler400 = "jadibisa.portal.views.errors.bad_request"
handler403 = "jadibisa.portal.views.errors.forbidden"
handler404 = "jadibisa.portal.views.errors.not_found"
handler500 = "jadibisa.portal.views.errors.server_error"
