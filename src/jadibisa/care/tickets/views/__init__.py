"""The pages of help: for everybody, for participants, for officers."""

from jadibisa.care.tickets.views import officers, public

urlpatterns = [*public.urlpatterns, *officers.urlpatterns]
