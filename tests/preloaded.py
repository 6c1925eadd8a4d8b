"""What every command imports and compiles that hangs on no site: most of its time. Done once, by the process that the commands of tests come from."""

# ruff: noqa: F401 - to import them is what this is for
import email.generator
import email.mime.text
import filecmp
import logging.config
import logging.handlers
import multiprocessing.popen_fork
import multiprocessing.synchronize
import tarfile

import deflate
import django.contrib.auth.hashers
import django.contrib.auth.password_validation
import django.contrib.contenttypes.management
import django.core.mail
import django.core.management
import django.core.management.commands.migrate
import django.core.paginator
import django.core.serializers.json
import django.db.backends.sqlite3.base
import django.db.migrations
import django.db.migrations.executor
import django.db.models.sql.compiler
import django.http
import django.middleware.csrf
import django.template
import django.template.response
import django.urls
import django.utils.log
import django.utils.translation.reloader
import django.views.generic
import django_otp.util
import pyrage
import urllib3

import handbill.cleaning.links
import handbill.cleaning.media.alike
import handbill.cleaning.media.fences.landlock
import handbill.cleaning.media.fences.seccomp
import handbill.cleaning.media.ffmpeg
import handbill.cleaning.media.process
import handbill.cleaning.media.transcript
import handbill.cleaning.names
import handbill.cleaning.text
import handbill.cleaning.words
import handbill.cli
import handbill.front.nginx
import handbill.look.contexts.doors
import handbill.reader.verify
import handbill.record.format.checkpoint
import handbill.settings
from handbill.look.environment import environment

_words = environment("en")
for _name in _words.list_templates():
    if not _name.startswith("desk/"):  # commands make public pages
        _words.get_template(_name)
