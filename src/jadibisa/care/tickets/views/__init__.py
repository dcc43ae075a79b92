"""The pages of help: for everybody, for participants, for officers."""

from jadibisa.care.tickets.views import carrier, officers, public

urlpatterns = [*public.urlpatterns, *carrier.urlpatterns, *officers.urlpatterns]
