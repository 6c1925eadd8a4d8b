"""Set a process up to serve one site: before this, nothing that touches the database can be imported."""

import os
from pathlib import Path

import django

from handbill import settings


def boot(folder: Path) -> settings.Settings:
    """Choose the site of this process and start Django with it.

    Raises:
        SettingsError: the folder is no site, or its settings cannot be.
    """
    site = settings.load(folder)
    settings.use(site)
    os.environ["DJANGO_SETTINGS_MODULE"] = "handbill.django_settings"
    django.setup()
    return site
