"""All addresses: the roof's own pages, the JSON doors, and each app's pages under its own name."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from jadibisa.care.answers import views as answers
from jadibisa.care.assistance import views as assistance
from jadibisa.care.notices import views as notices
from jadibisa.care.tickets import views as tickets
from jadibisa.journey.certification import views as certification
from jadibisa.journey.funding import views as funding
from jadibisa.journey.registration import views as registration
from jadibisa.journey.selection import views as selection
from jadibisa.journey.training import views as training
from jadibisa.journey.verification import views as verification
from jadibisa.journey.work import views as work
from jadibisa.oversight.inclusion import views as inclusion
from jadibisa.oversight.integrity import views as integrity
from jadibisa.oversight.transparency import views as transparency
from jadibisa.portal import api
from jadibisa.portal.views import (
    data_desk,
    demo,
    desk,
    home,
    language,
    letters,
    me,
    meanings,
    my_data,
    report,
    sign_in,
    texts,
)

OWN: tuple[URLPattern, ...] = tuple(
    pattern
    for module in (home, sign_in, me, my_data, desk, data_desk, report, texts, letters, meanings, language, demo)
    for pattern in module.urlpatterns
)
PAGES = {
    "registration": registration,
    "verification": verification,
    "selection": selection,
    "funding": funding,
    "training": training,
    "certification": certification,
    "work": work,
    "notices": notices,
    "tickets": tickets,
    "answers": answers,
    "assistance": assistance,
    "inclusion": inclusion,
    "integrity": integrity,
    "transparency": transparency,
}
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((OWN, "portal"), namespace="portal")),
    path("api/", include((api.urlpatterns, "api"), namespace="api")),
    *(path("", include((module.urlpatterns, label), namespace=label)) for label, module in PAGES.items()),
]
