"""What is built from others: locked by hash, installed as locked, nothing unlocked, and under licences that fit.

Whether a locked version is known to be vulnerable is asked of a public database, which tests may not: `make audit`.
"""

import importlib.metadata
import json
import re
from pathlib import Path

from tests.test_house import assert_none

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
_PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;\\]+)")
_FITS = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|MPL|Mozilla Public|LGPL|Unlicense|ISC|AGPL-3.0-or-later"
)
"""Licences of what may be combined with the GNU Affero General Public License, version 3 or later."""
_SAID = {"axe-playwright-python": "MIT", "axe_playwright_python": "MIT", "pyrage": "MIT"}
"""Licences that stand in the file LICENSE of a package, not in what it says of itself."""
_TOOLS = {"pip", "setuptools", "handbill"}  # of the virtual environment, and ourselves


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def blocks(lock: Path) -> list[str]:
    """Each package of a lock, with the lines of its hashes."""
    return [it for it in re.split(r"\n(?=\S)", lock.read_text("utf-8")) if it and not it.startswith("#")]


def locked() -> dict[str, str]:
    pins = [_PIN.match(block) for lock in LOCKS for block in blocks(lock)]
    return {normal(pin[1]): pin[2] for pin in pins if pin}


def test_every_download_has_its_hash() -> None:
    assert len(LOCKS) == 3
    wrong = [
        f"{lock.name}: {block.splitlines()[0]}"
        for lock in LOCKS
        for block in blocks(lock)
        if not _PIN.match(block)
        or "--hash=sha256:" not in block
        or re.search(r"https?://|git\+|--[a-gi-z]", block)
    ]
    assert_none(wrong)
    names = [normal(pin[1]) for lock in LOCKS[:2] for block in blocks(lock) if (pin := _PIN.match(block))]
    assert len(names) > 100


def test_what_is_installed_is_what_is_locked() -> None:
    pins = locked()
    installed = {normal(it.metadata["Name"]): it.version for it in importlib.metadata.distributions()}
    assert_none(
        f"{name} {version}: locked is {pins.get(name)}"
        for name, version in installed.items()
        if name not in _TOOLS and pins.get(name) != version
    )


def test_every_licence_fits() -> None:
    wrong = []
    for it in importlib.metadata.distributions():
        told = it.metadata.json
        words = [str(told.get("license_expression", "")), _SAID.get(str(told["name"]), "")]
        words += [line for line in told.get("classifier", []) if line.startswith("License")]
        words += [] if any(words) else [str(told.get("license", ""))[:100]]
        if not _FITS.search(" ".join(words)):
            wrong.append(f"{told['name']} {it.version}: {words}")
    assert_none(wrong)


def test_what_npm_brings_is_locked_too() -> None:
    packages = json.loads((ROOT / "tests/tools/package-lock.json").read_text("utf-8"))["packages"]
    assert len(packages) > 1
    assert_none(
        name
        for name, told in packages.items()
        if name and not told.get("integrity", "").startswith("sha512-")
    )
