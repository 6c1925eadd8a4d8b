"""The commands that bring archives in and out."""

from pathlib import Path
from typing import Any

import click

from handbill import scratch
from handbill.commands import rescue
from handbill.commands.plainly import Failed, say, visible
from handbill.commands.shared import FILE, FOLDER, after_boot, bar, late, with_pages
from handbill.settings import LANGUAGES


@click.command("import")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("sources", type=FILE, nargs=-1, required=True, metavar="SOURCE…")
@click.option(
    "--format", "form", default="auto", show_default=True, help="auto, text, html, wxr, feed, warc or jsonl."
)
@click.option(
    "--media",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder with the files of the old site.",
)
@click.option(
    "--layout", type=FILE, help="How saved pages of a program are read that Handbill does not know."
)
@click.option(
    "--map",
    "columns",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Which column of a table holds what (TOML).",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option(
    "--freeze",
    "freezing",
    is_flag=True,
    help="Found DIR if it is not there, and finish it: a mirror of a dead site.",
)
@click.option("--name", help="With --freeze, for a new DIR: the masthead.")
@click.option("--address", help="With --freeze, for a new DIR: where readers will find it.")
@click.option("--language", type=click.Choice(LANGUAGES), help="With --freeze, for a new DIR; en without it.")
@click.option("--tagline", help="With --freeze, for a new DIR: one line below the masthead.")
@click.option("--timezone", help="With --freeze, for a new DIR; UTC without it.")
def import_(
    folder: Path,
    sources: tuple[Path, ...],
    form: str,
    media: Path | None,
    layout: Path | None,
    columns: Path | None,
    *,
    as_json: bool,
    freezing: bool,
    **given: str | None,
) -> None:
    """Bring in articles and comments; a second run adds nothing."""
    if freezing:
        rescue.found(folder, sources, given)
    elif any(given.values()):
        raise click.UsageError("--name and what else founds a site belong to --freeze.")
    importing = after_boot(folder, "handbill.archive.importing")
    if not rescue.takes_imports(folder, freezing=freezing, as_json=as_json):
        return
    told = late("handbill.archive.told:Told")(media, layout, columns)
    try:
        site = late("handbill.settings:site")()
        with bar(importing.total(site, sources, form), "bytes") as tick:
            report = importing.run(site, sources, form, tick, told)
    except importing.SourceError as error:
        raise click.UsageError(visible(str(error))) from None
    except importing.FAULTS as error:
        raise Failed(
            f"the import stopped: {str(error).strip()}",
            "What came in before that is whole. The same command goes on from there",
        ) from None
    for part in report.to_json() if as_json else report.lines():  # as many as there are
        say(part, end="" if as_json else "\n")
    if as_json:
        say("")
    if freezing:
        rescue.finish(folder, report_on_stderr=as_json)


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("file", type=FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "wxr", "wacz"]),
    default="jsonl",
    show_default=True,
    help="jsonl, which Handbill reads again; wxr for WordPress; wacz, the public site as a web archive.",
)
def export(folder: Path, file: Path, form: str) -> None:
    """Write all public data to FILE (docs/archive-format.md)."""
    module = (with_pages if form == "wacz" else after_boot)(folder, "handbill.archive.export")
    site = late("handbill.settings:site")()
    packing = late("handbill.archive.wacz.pack") if form == "wacz" else None
    try:
        with bar(packing.total(site) if packing else module.total(), "files" if packing else "items") as tick:
            if packing:
                counts = packing.export(site, file, tick)
            elif form == "wxr":
                counts = module.as_wxr(site, file, tick)
            else:
                counts = module.export(site, file, tick)
    except OSError as error:
        raise Failed(f"nothing was written: {error}") from None
    say(", ".join(f"{count} {what}" for what, count in counts.items()))


@click.command()
@click.argument("source", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="FOLDER")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The old secret key, a file as secrets/record: the same log goes on.",
)
@click.option("--name", default="", help="The masthead; without it that of the files.")
@click.option("--address", default="", help="Where readers will find it; without it that of the files.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of the interface; without it that of the files."
)
@click.option("--tagline", default="", help="One line below the masthead; without it that of the files.")
@click.option("--timezone", default="UTC", show_default=True, help="Of the days and hours shown.")
def recover(source: Path, folder: Path, key: Path | None, timezone: str, **said: str | None) -> None:
    """Make a whole site again in DIR from FOLDER, a mirror or any copy of the public files."""
    report = late("handbill.reader.verify:verify")(str(source))
    if not report.right or report.unsealed:
        say(*late("handbill.reader.told:lines")(report), err=True)
        raise Failed(f"{source} does not verify, so nothing was made of it")
    given = {name: value or "" for name, value in said.items()}
    try:
        with scratch.growing(folder) as growing:
            kept = late("handbill.archive.kept:Kept").open(source)
            late("handbill.archive.kept:grow")(
                growing, kept, key.read_bytes() if key else None, given, timezone
            )
            _recover(source, growing, folder, kept, same_key=key is not None)
    except (OSError, ValueError) as error:
        raise Failed(str(error)) from None


def _recover(source: Path, growing: Path, folder: Path, kept: Any, *, same_key: bool) -> None:
    recovery = after_boot(growing, "handbill.archive.recover")
    site = late("handbill.settings:site")()
    try:
        with bar(kept.checkpoint.size, "entries") as tick:
            done = recovery.recover(kept, same_key=same_key, tick=tick)
    except recovery.NotEmpty:
        raise Failed("the database holds a site already; name an empty one") from None
    except recovery.FAULTS as error:
        raise Failed(f"{source}: {error}") from None
    rebuild = late("handbill.rebuild")
    try:
        with bar(rebuild.total(), "articles") as tick:
            rebuild.rebuild(site, tick)
    except rebuild.Trouble as error:  # the disc has changed what was written just now
        raise Failed(f"signing has stopped: {error}; nothing is in {folder}") from None
    words = late("handbill.record.trouble:trouble")()
    lines = done.lines()
    recovery.finish(growing, folder)
    say(*lines)
    if words:
        raise Failed(f"signing has stopped: {words}")
    say(f"Next: handbill run {folder}")


@click.command("catch-up")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("source", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="FROM")
def catch_up(folder: Path, source: Path) -> None:
    """Bring a database from an old backup up to the public record. FROM is a copy of the public files, often DIR/public itself."""
    catching = with_pages(folder, "handbill.archive.catch_up")
    site = late("handbill.settings:site")()
    key = late("handbill.record.seal:Log").of(site).signer.vkey
    report = late("handbill.reader.verify:verify")(str(source), key)
    if not report.right:
        say(*late("handbill.reader.told:lines")(report), err=True)
        raise Failed(f"{source} does not verify, so nothing was taken from it")
    try:
        kept = late("handbill.archive.kept:Kept").open(source)
        with bar(kept.checkpoint.size, "entries") as tick:
            done = catching.catch_up(kept, site, tick)
    except catching.FAULTS as error:
        raise Failed(str(error)) from None
    say(*done.lines())
    if done.trouble:
        raise Failed(f"signing has stopped: {done.trouble}")
