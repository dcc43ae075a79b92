"""The pages of assisted access: places for everybody, companions, local governments, officers."""

from jadibisa.care.assistance.views import companions, officers, points

urlpatterns = [*points.urlpatterns, *companions.urlpatterns, *officers.urlpatterns]
