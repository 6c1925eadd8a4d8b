"""What every command imports and compiles that hangs on no site: most of its time. Done once, by the process that the commands of tests come from."""

import deflate  # noqa: F401
import django.contrib.contenttypes.management
import django.core.management
import django.core.serializers.json
import django.db.backends.sqlite3.base
import django.db.migrations
import django.http
import django.template
import django.urls  # noqa: F401
import urllib3  # noqa: F401

import handbill.cli
import handbill.look.contexts.doors
import handbill.reader.verify
import handbill.record.format.checkpoint
import handbill.settings  # noqa: F401
from handbill.look.environment import environment

_words = environment("en")
for _name in _words.list_templates():
    if not _name.startswith("desk/"):  # commands make public pages
        _words.get_template(_name)
