"""What every command imports that hangs on no site: half of its time. Imported once, by the process that the commands of tests come from."""

import django.contrib.contenttypes.management
import django.core.management
import django.core.serializers.json
import django.db.backends.sqlite3.base
import django.db.migrations
import django.http
import django.template
import django.urls  # noqa: F401
import jinja2  # noqa: F401

import handbill.cli
import handbill.look.contexts.doors
import handbill.settings  # noqa: F401
