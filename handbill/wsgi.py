"""The app as granian runs it: Django, behind a last look at each request. `HANDBILL_SITE` names the site's folder."""

import gc
import os
import shutil
import tempfile

from django.core.wsgi import get_wsgi_application

from handbill import settings
from handbill.front.last_look import guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handbill.django_settings")
django = get_wsgi_application()  # chooses the site too
application = guarded(django, settings.site().media.request)
tempfile.tempdir = str(
    settings.site().data / "tmp"
)  # what is too large for memory lies in one private folder

for kind in ("upload-*", "clean-*", "burn-*"):  # what one that was killed left: nobody else makes these
    for left in settings.site().temporary.glob(kind):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)

# What is loaded stays; a request makes 10,000 objects and leaves few: looking for cycles after every 700 took 6 % of it.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
