"""What a WSGI server calls; a master key that does not fit ends it before the first request."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from jadibisa.config.database import become_application
from jadibisa.config.prepare import let_go

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadibisa.config.settings")
become_application()
application = get_wsgi_application()

import jadibisa.config.urls  # noqa: E402, F401 - all pages, which need Django to stand
from jadibisa.foundation.plumbing.crypto import require_fitting_key  # noqa: E402 - models need Django to stand

require_fitting_key()
let_go()
gc.collect()
gc.freeze()  # what was loaded stays: looking through it again cost a tenth of a second in every tenth long page
