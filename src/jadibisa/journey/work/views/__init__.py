"""The pages of work: for everybody, for participants, for employers, for officers."""

from jadibisa.journey.work.views import employers, mine, officers, public

urlpatterns = [*public.urlpatterns, *mine.urlpatterns, *employers.urlpatterns, *officers.urlpatterns]
