"""All addresses: the roof's own pages, and each app's views under its own name."""

from importlib import import_module

from django.apps import apps
from django.http import Http404
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.module_loading import module_has_submodule

from jadibisa.portal import api

PACKAGE = "jadibisa."
OWN = ("language", "home", "texts", "sign_in", "me", "desk", "demo", "report")
FALLBACK = {
    "home": [("", "home")],
    "me": [("saya/", "me")],
    "desk": [("meja/", "desk")],
    "report": [("laporan/", "report")],
    "sign_in": [("masuk/", "sign_in"), ("keluar/", "sign_out"), ("bukan-saya/", "not_me")],
    "demo": [("demo/", "demo"), ("demo/kotak/", "outbox")],
    "texts": [
        ("bantuan/", "help"),
        ("privasi/", "privacy"),
        ("kemudahan-akses/", "accessibility"),
        ("keadaan/", "status"),
    ],
}


def _missing(*_args: object, **_kwargs: object) -> None:
    raise Http404


def addresses_of_apps() -> list[URLResolver]:
    """Each of our apps that has views, under the namespace of its label."""
    found = []
    for app in apps.get_app_configs():
        if (
            app.name.startswith(PACKAGE)
            and app.label != "portal"
            and app.module
            and module_has_submodule(app.module, "views")
        ):
            try:
                views = import_module(f"{app.name}.views")
                views.urlpatterns  # noqa: B018
            except (ImportError, AttributeError):
                continue
            found.append(path("", include((views.urlpatterns, app.label), namespace=app.label)))
    return found


own: list[URLPattern] = []
for name in OWN:
    try:
        own += import_module(f"jadibisa.portal.views.{name}").urlpatterns
    except ImportError:
        own += [path(address, _missing, name=view) for address, view in FALLBACK[name]]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "portal"), namespace="portal")),
    path("api/", include((api.urlpatterns, "api"), namespace="api")),
    *addresses_of_apps(),
]
