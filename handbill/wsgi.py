"""The app as granian runs it: Django, behind a last look at each request. `HANDBILL_SITE` names the site's folder."""

import os

from django.core.wsgi import get_wsgi_application

from handbill.front.last_look import guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handbill.django_settings")
application = guarded(get_wsgi_application())
