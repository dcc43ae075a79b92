"""The pages of verification: the person's own, the officers' queue and case."""

from jadibisa.journey.verification.views import case, mine, queue

urlpatterns = [*mine.urlpatterns, *queue.urlpatterns, *case.urlpatterns]
