"""The commands that found, run and look after a site."""

import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import click

from handbill import scratch
from handbill.commands.bucket import put_all
from handbill.commands.shared import FOLDER, after_boot, bar, late, with_pages
from handbill.settings import LANGUAGES, SettingsError, load


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--name", required=True, help="The masthead.")
@click.option("--address", required=True, help="Where readers will find it, such as https://wire.example/")
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the interface."
)
@click.option("--tagline", default="", help="One line below the masthead.")
@click.option("--timezone", default="UTC", show_default=True, help="Of the days and hours shown.")
def new(folder: Path, name: str, address: str, language: str, tagline: str, timezone: str) -> None:
    """Found a site in DIR, which must be empty or not be there."""
    folders = late("handbill.archive.folder")
    there = folder.exists()
    try:
        folders.make_folder(
            folder, name=name, address=address, language=language, tagline=tagline, timezone=timezone
        )
        load(folder)
    except (FileExistsError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    module = after_boot(folder, "handbill.archive.new")
    try:
        module.found(language, name)
    except module.Unfounded as error:
        if error.unsure:
            raise click.ClickException(
                f"{error}. Whether {folder} was founded is not known: it is left, with its secrets. Look with handbill doctor"
            ) from None
        folders.unmake_folder(folder, whole=not there)
        raise click.ClickException(f"{error}. Nothing was founded") from None
    click.echo(f"{folder} is founded. Next: handbill run {folder}, and handbill editor {folder} invite NAME")


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option(
    "--address",
    envvar="HANDBILL_ADDRESS",
    default="http://127.0.0.1:8000/",
    show_default=True,
    help="Where readers will find it.",
)
def demo(folder: Path, address: str) -> None:
    """Make the demonstration in DIR, some months of an invented town, or keep it where it is there already."""
    if (folder / "site.toml").exists():
        return
    try:
        with scratch.growing(folder) as growing, ExitStack() as bars:
            _workshop(growing, address)
            load_town = after_boot(growing, "handbill.archive.demo.load:load")
            load_town(datetime.now(UTC), lambda total: bars.enter_context(bar(total, "an invented town")))
            growing.rename(folder)
    except OSError as error:
        raise click.ClickException(str(error)) from None


def _workshop(growing: Path, address: str) -> None:
    try:
        late("handbill.archive.demo.town:workshop")(growing, address)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--doors", is_flag=True, help="It takes what is sent, makes no pages and never leads.")
def join(folder: Path, *, doors: bool) -> None:
    """Let DIR, with site.toml and secrets/ of a site on PostgreSQL, be another machine's folder of it."""
    module = after_boot(folder, "handbill.archive.join")
    try:
        module.join(late("handbill.settings:site")(), doors=doors)
    except module.Unjoined as error:
        raise click.ClickException(f"{error}. Nothing was changed") from None
    click.echo(f"{folder} is a folder of this site now. Next: handbill run {folder}")


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
def run(folder: Path, host: str, port: int) -> None:
    """Serve the site in DIR: front, app and worker under one supervisor."""
    try:
        site = load(folder)
        late("handbill.record.host:name_of")(site.data)
    except (SettingsError, late("handbill.record.host:NoName")) as error:
        raise click.ClickException(str(error)) from None
    if site.finished:
        _look_at_mark(folder)
    folder_of = late("handbill.archive.folder")
    # what is finished is signed for good: its key may be destroyed
    for secret in folder_of.TEXTS if site.finished else folder_of.SECRETS:
        if not (site.secrets / secret).is_file():
            raise click.ClickException(f"{site.secrets / secret} is missing; without it this is another site")
    sys.exit(late("handbill.front.supervisor:run")(site, host, port))


def _look_at_mark(folder: Path) -> None:
    """In a process of its own: what serves a finished site has no Django in its memory."""
    looking = get_context("fork").Process(target=_looking, args=(folder,))
    looking.start()
    looking.join()


def _looking(folder: Path) -> None:
    try:
        look = after_boot(folder, "handbill.archive.finished.mark:look")
    except click.ClickException as error:
        error.show()
        return
    look(late("handbill.settings:site")())


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--once", is_flag=True, help="Seal and show what is there, prepare films that wait, then end.")
def work(folder: Path, *, once: bool) -> None:
    """Run the worker alone: it seals entries and makes pages."""
    host = (with_pages if once else after_boot)(folder, "handbill.record.host")
    site = late("handbill.settings:site")
    if not host.makes_pages(site().data):
        late("handbill.doors_worker:loop")()
    worker = late("handbill.worker:Worker")(site())
    if once:
        count = worker.run_once(ticks=True)
        if late("handbill.films:prepare_all")(site()):
            count += worker.run_once(ticks=True)
        click.echo(f"{count} entries sealed and shown")
        if worker.bucket.leads:
            put_all(site(), f"handbill work {folder} --once", worker)
    else:
        worker.loop()


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
def rebuild(folder: Path) -> None:
    """Make all pages, the search and lost tiles anew, put damaged rows of the record back, and take away what no page explains."""
    module = with_pages(folder, "handbill.rebuild")
    with bar(module.total(), "articles") as tick:
        try:
            written = module.rebuild(late("handbill.settings:site")(), tick)
        except module.Behind as error:
            raise click.ClickException(f"{error}. First: handbill catch-up {folder} FROM") from None
        except module.Trouble as error:
            raise click.ClickException(
                f"{error}. Nothing was changed; handbill recover makes a site from its public folder"
            ) from None
    click.echo(f"{written} articles and all other pages are made anew")
    site = late("handbill.settings:site")()
    if site.finished:
        put_all(site, f"handbill work {folder} --once")  # no worker does
    if words := late("handbill.record.trouble:trouble")():
        raise click.ClickException(f"signing has stopped: {words}")


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option(
    "--privacy",
    is_flag=True,
    help="Search every byte that the site has written for anything like an address.",
)
@click.option("--limits", is_flag=True, help="Every limit, in words.")
def doctor(folder: Path, *, privacy: bool, limits: bool) -> None:
    """Look after the site: settings, health, privacy, limits."""
    examine = after_boot(folder, "handbill.doctor.examine:examine")
    healthy = examine(late("handbill.settings:site")(), privacy=privacy, limits=limits, say=click.echo)
    sys.exit(0 if healthy else 1)


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--right", is_flag=True, help="Believe it: you have looked.")
def clock(folder: Path, *, right: bool) -> None:
    """Say what the machine's clock says, and whether the site believes it."""
    module, now = after_boot(folder, "handbill.record.clock"), datetime.now(UTC)
    if right:
        module.believe(now)
    until = module.believed_from()
    click.echo(f"{now:%Y-%m-%d %H:%M} UTC, which is {'doubted: nothing is stored' if until else 'believed'}")
    if until:
        raise click.ClickException(
            f"it is believed from {until:%Y-%m-%d %H:%M} on. Set it, or where it is right: --right"
        )


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
def upgrade(folder: Path) -> None:
    """Keep a backup of all but the media, then bring the tables up to this version."""
    module = after_boot(folder, "handbill.archive.upgrade")
    try:
        click.echo(module.upgrade(late("handbill.settings:site")()))
    except OSError as error:
        raise click.ClickException(f"nothing was changed: {error}") from None
