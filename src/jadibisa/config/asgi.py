"""What an ASGI server calls: the thin accept path alone; a master key that does not fit ends it before the first request."""

import os

import django

from jadibisa.config.database import become_application
from jadibisa.config.prepare import let_go

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadibisa.config.settings")
become_application()
django.setup(set_prefix=False)

from jadibisa.config.asgi_accept import Accept  # noqa: E402 - models need Django to stand
from jadibisa.foundation.plumbing.crypto import require_fitting_key  # noqa: E402 - as above

require_fitting_key()
let_go()
application = Accept()
