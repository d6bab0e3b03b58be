"""The WSGI application: `waitress-serve qingheng.web.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingheng.web.settings")

application = get_wsgi_application()
