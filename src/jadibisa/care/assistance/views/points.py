"""Help posts and access points: the public list, and the desk of local governments."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.care.assistance import queries, services
from jadibisa.care.assistance.forms import PointForm
from jadibisa.care.assistance.types import NewPoint
from jadibisa.foundation.places import queries as places
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal


def _province(request: ActorRequest) -> str:
    code = request.GET.get("prov", "")
    return code if code in {province.code for province in places.provinces()} else ""


@door(Role.PUBLIC, methods=("GET",))
def points(request: ActorRequest) -> HttpResponseBase:
    """Places by province; regencies without any are named, because someone should change that."""
    code = _province(request)
    coverage = queries.coverage(code)
    by_regency: dict[str, list[object]] = {}
    for point in queries.points(code) if code else []:
        by_regency.setdefault(point.regency, []).append(point)
    blank = [row for row in coverage if row.is_blank]
    context = {
        "provinces": places.provinces(),
        "code": code,
        "province": places.province(code).name if code else "",
        "rows": [(row, by_regency.get(row.regency, [])) for row in coverage if not row.is_blank] if code else [],
        "blank": blank,
        "regencies": len(coverage),
        "summary": _summary() if not code else [],
        "is_office": request.actor.role is Role.LOCAL_GOVERNMENT,
    }
    return page(request, "assistance/points.html", context)


def _summary() -> list[dict[str, object]]:
    """Each province with its places and its regencies without any."""
    rows = queries.coverage()
    return [
        {
            "province": province,
            "posts": sum(row.posts for row in rows if row.regency.startswith(f"{province.code}.")),
            "access": sum(row.access for row in rows if row.regency.startswith(f"{province.code}.")),
            "blank": sum(row.is_blank for row in rows if row.regency.startswith(f"{province.code}.")),
            "all": sum(row.regency.startswith(f"{province.code}.") for row in rows),
        }
        for province in places.provinces()
    ]


@door(Role.PUBLIC, methods=("GET",))
def export(request: ActorRequest) -> HttpResponseBase:
    """Coverage of all regencies as CSV."""
    rows = queries.coverage(_province(request))
    header = ["regency", "name", "posts", "access_points", "companions", "blank"]
    lines = ([row.regency, row.name, row.posts, row.access, row.companions, int(row.is_blank)] for row in rows)
    return csv_response("pos-bantuan.csv", header, lines)


@door(Role.LOCAL_GOVERNMENT)
def office(request: ActorRequest) -> HttpResponseBase:
    """A local government opens a place."""
    organisation_id = _office(request)
    scope = queries.scope_of(organisation_id)
    form = PointForm(request.POST or None).within(scope)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        new = NewPoint(
            told["regency"],
            told["name"],
            told["kind"],
            told["address"],
            told["hours"],
            told["phone"] or "",
            told["step_free"],
            told["sign_language"],
        )
        answer = services.open_points(organisation_id, [new], by=request.actor, at=now())[0]
        if not isinstance(answer, Refusal):
            notice(request, _("Tempat tersimpan dan sudah tampil di daftar."))
            return see_other("assistance:office")
        refused(form, answer)
    blank = [row for row in queries.coverage() if row.regency in scope and row.is_blank]
    context = {
        "form": form,
        "points": [(point, places.regency(point.regency).name) for point in queries.points_of(organisation_id)],
        "blank": blank,
        "scope": [places.regency(code).name for code in scope],
    }
    return page(request, "assistance/office.html", context, status=422 if form.errors else 200)


@door(Role.LOCAL_GOVERNMENT, methods=("POST",))
def close(request: ActorRequest, point_id: UUID) -> HttpResponseBase:
    """A local government closes a place."""
    services.close_point(point_id, by=request.actor, at=now())
    notice(request, _("Tempat ditutup dan tidak tampil lagi."))
    return see_other("assistance:office")


def _office(request: ActorRequest) -> UUID:
    if request.actor.organisation_id is None:
        raise Http404
    return request.actor.organisation_id


urlpatterns = [
    path("pos/", points, name="points"),
    path("pos/unduh/", export, name="points_csv"),
    path("pos/meja/", office, name="office"),
    path("pos/meja/<uuid:point_id>/tutup/", close, name="close_point"),
]
