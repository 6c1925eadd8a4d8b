"""The app as granian runs it: Django, behind a last look at each request. `HANDBILL_SITE` names the site's folder."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from handbill import scratch, settings
from handbill.boot import keep_to
from handbill.front.last_look import guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handbill.django_settings")
django = get_wsgi_application()  # chooses the site too
application = guarded(django, settings.site().media.request)
keep_to(settings.site().temporary)

scratch.sweep(settings.site().temporary)  # what one that was killed left, and of an import that runs nothing
for left in settings.site().temporary.glob("upload-*"):  # nobody else makes these
    left.unlink(missing_ok=True)

# What is loaded stays; a request makes 10,000 objects and leaves few: looking for cycles after every 700 took 6 % of it.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
