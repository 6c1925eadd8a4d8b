"""The commands. What needs the database is imported after the site is chosen, and `verify` never needs one."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from handbill.settings import LANGUAGES, SettingsError, load

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path)


def _after_boot(folder: Path, name: str) -> Any:
    """Choose the site, then import what needs the database: MODULE:NAME."""
    try:
        import_module("handbill.boot").boot(folder)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    return _import(name)


def _import(name: str) -> Any:
    module, _colon, member = name.partition(":")
    found = import_module(module)
    return getattr(found, member) if member else found


@contextmanager
def _bar(total: int, label: str) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error where that is a terminal."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True, hidden=hidden) as bar:
        yield bar.update


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="handbill")
def main() -> None:
    """Handbill: an open-publishing newswire with a public record."""


@main.command()
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
    make_folder = _import("handbill.archive.folder:make_folder")
    try:
        make_folder(folder, name=name, address=address, language=language, tagline=tagline, timezone=timezone)
        load(folder)
    except (FileExistsError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    first_texts = _after_boot(folder, "handbill.archive.new:first_texts")
    _import("handbill.archive.migrate:migrate")()
    first_texts(language, name)
    click.echo(f"{folder} is founded. Next: handbill run {folder}, and handbill editor {folder} invite NAME")


@main.command()
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
        growing = _import("handbill.archive.demo.town:workshop")(folder, address)
    except (FileExistsError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    load_town = _after_boot(growing, "handbill.archive.demo.load:load")
    with ExitStack() as stack:
        load_town(datetime.now(UTC), lambda total: stack.enter_context(_bar(total, "an invented town")))
    growing.rename(folder)


@main.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
def run(folder: Path, host: str, port: int) -> None:
    """Serve the site in DIR: front, app and worker under one supervisor."""
    try:
        site = load(folder)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    for secret in _import("handbill.archive.folder:SECRETS"):
        if not (site.secrets / secret).is_file():
            raise click.ClickException(f"{site.secrets / secret} is missing; without it this is another site")
    sys.exit(_import("handbill.front.supervisor:run")(site, host, port))


@main.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--once", is_flag=True, help="Seal and show what is there, then end.")
def work(folder: Path, *, once: bool) -> None:
    """Run the worker alone: it seals entries and makes pages."""
    worker = _after_boot(folder, "handbill.worker:Worker")(_import("handbill.settings:site")())
    if once:
        click.echo(f"{worker.run_once(ticks=True)} entries sealed and shown")
    else:
        worker.loop()


@main.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
def rebuild(folder: Path) -> None:
    """Make all pages and lost tiles anew from the database, and take away what no page explains."""
    module = _after_boot(folder, "handbill.rebuild")
    with _bar(module.total(), "articles") as tick:
        written = module.rebuild(_import("handbill.settings:site")(), tick)
    click.echo(f"{written} articles and all other pages are made anew")
    if words := _import("handbill.record.trouble:trouble")():
        raise click.ClickException(f"signing has stopped: {words}")


@main.command("import")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("sources", type=FILE, nargs=-1, required=True, metavar="SOURCE…")
@click.option(
    "--format", "form", default="auto", show_default=True, help="auto, text, html, wxr, feed, warc or jsonl."
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def import_(folder: Path, sources: tuple[Path, ...], form: str, *, as_json: bool) -> None:
    """Bring in articles and comments; a second run adds nothing."""
    importing = _after_boot(folder, "handbill.archive.importing")
    try:
        site = _import("handbill.settings:site")()
        with _bar(importing.total(site, sources, form), "bytes") as tick:
            report = importing.run(site, sources, form, tick)
    except importing.SourceError as error:
        raise click.UsageError(str(error)) from None
    click.echo(
        _import("json").dumps(report.to_json(), ensure_ascii=False) if as_json else "\n".join(report.lines())
    )


@main.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("file", type=FILE)
def export(folder: Path, file: Path) -> None:
    """Write all public data to FILE (docs/archive-format.md)."""
    module = _after_boot(folder, "handbill.archive.export")
    with _bar(module.total(), "items") as tick:
        counts = module.export(_import("handbill.settings:site")(), file, tick)
    click.echo(", ".join(f"{count} {what}" for what, count in counts.items()))


@main.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("verb")
@click.argument("subject")
@click.option("--editor", help="Desk name of the editor who acts; without it the site itself.")
@click.option("--guideline", type=int, help="Number of the guideline.")
@click.option("--reason", help="Why, in words that everyone may read.")
@click.option("--field", help="With redact: this field alone.")
@click.option("--title", help="With set-page and set-guidelines.")
@click.option("--text", help="With set-page and set-guidelines.")
@click.option(
    "--related", type=int, multiple=True, help="With feature: number of an article that belongs to it."
)
def act(folder: Path, verb: str, subject: str, **options: Any) -> None:
    """Do what the desk can do. SUBJECT is article/N, comment/N, guideline/N, site, topic/NAME, place/NAME or about."""
    acting = _after_boot(folder, "handbill.desk.acting")
    refused = _import("handbill.actions.act:Refused")
    try:
        acting.act(verb, subject, **options)
    except acting.Usage as error:
        raise click.UsageError(str(error)) from None
    except refused as error:
        raise click.ClickException(str(error)) from None
    click.echo("done")


@main.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("order", type=click.Choice(["invite"]))
@click.argument("name")
def editor(folder: Path, order: str, name: str) -> None:
    """Invite an editor: prints a one-time address, valid for seven days, where NAME makes an account."""
    del order  # there is one
    invitations = _after_boot(folder, "handbill.desk.invitations")
    refused = _import("handbill.actions.act:Refused")
    site = _import("handbill.settings:site")()
    try:
        path = invitations.invite(_import("handbill.actions.act:Act").site(shell=True), name)  # noqa: S604 - no shell is called
    except (refused, ValueError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(site.address + path)


@main.command()
@click.argument("source")
@click.option(
    "--key", help="The verifier key, a line as in record/vkey; without it that of the site is used."
)
@click.option("--since", type=FILE, help="A checkpoint from before: this log must continue it.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def verify(source: str, key: str | None, since: Path | None, *, as_json: bool) -> None:
    """Check that nothing vanished. SOURCE is an address or a folder of public files."""
    report = _import("handbill.reader.verify:verify")(source, key, since.read_bytes() if since else None)
    click.echo(report.to_json() if as_json else "\n".join(report.lines()))
    sys.exit(0 if report.right else 1)


@main.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option(
    "--privacy",
    is_flag=True,
    help="Search every byte that the site has written for anything like an address.",
)
@click.option("--limits", is_flag=True, help="Every limit, in words.")
def doctor(folder: Path, *, privacy: bool, limits: bool) -> None:
    """Look after the site: settings, health, privacy, limits."""
    examine = _after_boot(folder, "handbill.doctor.examine:examine")
    healthy = examine(_import("handbill.settings:site")(), privacy=privacy, limits=limits, say=click.echo)
    sys.exit(0 if healthy else 1)


@main.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
def upgrade(folder: Path) -> None:
    """Keep a copy of the database, then bring its tables up to this version."""
    module = _after_boot(folder, "handbill.archive.migrate")
    click.echo(module.upgrade(_import("handbill.settings:site")()))
