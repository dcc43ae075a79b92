"""The pages of registration: start, one question a page, check, receipt; the officers' batches."""

from jadibisa.journey.registration.views import desk, keeping, questions, sending, start

urlpatterns = [
    *start.urlpatterns,
    *sending.urlpatterns,
    *keeping.urlpatterns,
    *desk.urlpatterns,
    *questions.urlpatterns,
]
