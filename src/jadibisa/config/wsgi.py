"""What a WSGI server calls; a master key that does not fit ends it before the first request."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadibisa.config.settings")
application = get_wsgi_application()
