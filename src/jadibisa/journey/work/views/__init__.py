"""The pages of work: for everybody, for participants, for employers, for officers."""

from jadibisa.journey.work.views import employers, mine, officers, pledges, public

urlpatterns = [
    *public.urlpatterns,
    *mine.urlpatterns,
    *employers.urlpatterns,
    *officers.urlpatterns,
    *pledges.urlpatterns,
]
