"""What a WSGI server calls; a master key that does not fit ends it before the first request."""

import os

from django.core.wsgi import get_wsgi_application

from jadibisa.config.database import become_application
from jadibisa.config.prepare import let_go

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadibisa.config.settings")
become_application()
application = get_wsgi_application()

from jadibisa.foundation.plumbing.crypto import require_fitting_key  # noqa: E402 - models need Django to stand

require_fitting_key()
let_go()
