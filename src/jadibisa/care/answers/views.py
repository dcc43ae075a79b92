"""The pages of the help centre: a topic, an article, whether it helped."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.care.answers import queries, services
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, see_other
from jadibisa.kernel.actors import Role

JUDGED = "judged"  # in the session: articles that this browser judged
MOST_JUDGED = 100


@door(Role.PUBLIC, methods=("GET",))
def topic(request: ActorRequest, topic: str) -> HttpResponseBase:
    """The questions of one topic."""
    for slug, words, articles in queries.titles():
        if slug == topic:
            return page(request, "answers/topic.html", {"words": words, "articles": articles})
    raise Http404


@door(Role.PUBLIC)
def article(request: ActorRequest, topic: str, slug: str) -> HttpResponseBase:
    """One question with its answer; a reader says once whether it helped."""
    found = queries.article(topic, slug)
    if found is None:
        raise Http404
    known = request.session.get(JUDGED, [])
    if request.method == "POST":
        if slug not in known and request.POST.get("act") in {"ya", "tidak"}:
            services.judge(slug, helped=request.POST["act"] == "ya", at=now())
            request.session[JUDGED] = [*known, slug][-MOST_JUDGED:]
        notice(request, _("Terima kasih. Kami memperbaiki jawaban yang tidak membantu."))
        return see_other("answers:article", topic, slug)
    context = {"article": found, "beside": queries.beside(slug), "judged": slug in known}
    return page(request, "answers/article.html", context)


urlpatterns = [
    path("bantuan/<slug:topic>/", topic, name="topic"),
    path("bantuan/<slug:topic>/<slug:slug>/", article, name="article"),
]
