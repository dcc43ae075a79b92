"""Pages of the training step: the catalogue for everybody, learning for participants, the desk of providers."""

from jadibisa.journey.training.views import catalogue, learner, officer, provider

urlpatterns = [*catalogue.urlpatterns, *learner.urlpatterns, *provider.urlpatterns, *officer.urlpatterns]
