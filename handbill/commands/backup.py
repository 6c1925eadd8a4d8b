"""The commands that keep a site safe, and bring it back."""

import os
from pathlib import Path
from typing import Any

import click

from handbill import scratch
from handbill.commands.plainly import Failed, say
from handbill.commands.shared import FOLDER, after_boot, bar, late, with_pages


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("file")
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="AGE1…",
    help="Encrypt it to this public key, of age or ssh; may be repeated.",
)
@click.option(
    "--keep", type=click.IntRange(1), help="Where FILE is a folder: throw away all but the newest so many."
)
def backup(folder: Path, file: str, recipients: tuple[str, ...], keep: int | None) -> None:
    """Copy a site into FILE while it runs: settings, secrets, database and media; it can be read by its owner alone.

    Where FILE is a folder, or ends with a slash, a backup is added to those in it, and only what is new is written.
    """
    out = Path(file)
    many = file.endswith("/") or out.is_dir()
    if keep and not many:
        raise click.UsageError("--keep belongs to a folder of backups.")
    make = with_pages(folder, "handbill.archive.backup.make")
    site = late("handbill.settings:site")()
    gone = 0
    try:
        with bar(late("handbill.archive.backup.take:total")(site), "rows and files") as tick:
            if many:
                told, size, gone = make.to_folder(site, out, recipients, keep or 0, tick)
            else:
                told = make.to_file(site, out, recipients, tick)
                size = out.stat().st_size
        make.note(site, told, out if many else None)
    except make.FAULTS as error:
        raise Failed(f"no backup was made: {str(error).strip()}") from None
    say(*told.lines(), f"{size:,} bytes were written to {file}")
    if gone:
        say(f"{gone} older backups were thrown away")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True), metavar="FILE")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option(
    "--identity",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file with the secret key, of age or ssh, of an encrypted backup.",
)
@click.option(
    "--from",
    "public",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A newer copy of the public files: what was done since the backup is done again, redactions first of all.",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The present secrets/record, where it took over since the backup.",
)
@click.option("--as-it-was", is_flag=True, help="Even if a mirror in its site.toml has a newer record.")
def restore(
    source: Path,
    folder: Path,
    identity: Path | None,
    public: Path | None,
    key: Path | None,
    *,
    as_it_was: bool,
) -> None:
    """Make a whole site again in DIR from FILE, a backup or a folder of backups. DIR must be empty or not be there."""
    try:
        with scratch.growing(folder) as growing:
            _restore(source, growing, folder, (identity, public, key), as_it_was=as_it_was)
    except (OSError, ValueError) as error:
        raise Failed(f"{source}: {error}; nothing is in {folder}") from None


def _restore(
    source: Path,
    growing: Path,
    folder: Path,
    given: tuple[Path | None, Path | None, Path | None],
    *,
    as_it_was: bool,
) -> None:
    unpacking = late("handbill.archive.backup.unpack")
    identity, public, key = given
    with unpacking.opened(source, identity, growing) as parts, bar(unpacking.size(source), "bytes") as tick:
        found = unpacking.unpack(parts, growing, tick)
    unpacking.take_beside(found, source.parent / "media")
    if key:
        (growing / "secrets/record").write_bytes(key.read_bytes())
    other = unpacking.choose_database(growing, os.environ.get("HANDBILL_DATABASE_URL"))
    putting = after_boot(growing, "handbill.archive.backup.put_back")
    newer = _newer(public) if public else None
    silent = [] if public or as_it_was else _asked(found)
    try:
        with bar(len(found.tables), "tables") as tick:
            putting.put_back(found, tick)
    except putting.FAULTS as error:
        raise Failed(f"nothing was made: {str(error).strip()}") from None
    try:
        taken = _made_public(newer)
    except BaseException:
        putting.take_away()
        raise
    lines = putting.lines(found, folder, taken if newer else None, other=other)
    putting.finish(growing, folder)
    say(*lines, *silent, f"Next: handbill run {folder}")


def _asked(found: Any) -> list[str]:
    """Ask the mirrors of the site whether they have seen more; give which could not be asked."""
    mirrors = late("handbill.archive.backup.mirrors")
    try:
        silent: list[str] = mirrors.look(late("handbill.settings:site")(), found)
    except mirrors.Newer as error:
        raise Failed(
            f"{error} Nothing was made, so that what was redacted since does not come back.",
            "First: handbill mirror THAT-ADDRESS COPY; then the same command with --from COPY. "
            "Or, if you know why, with --as-it-was",
        ) from None
    return silent


def _newer(public: Path) -> Any:
    """Open a copy of the public files that verifies by the site's own key."""
    vkey = late("handbill.record.seal:Log").of(late("handbill.settings:site")()).signer.vkey
    report = late("handbill.reader.verify:verify")(str(public), vkey)
    if not report.right:
        raise Failed(
            *late("handbill.reader.told:lines")(report), f"{public} does not verify, so nothing was made"
        )
    return late("handbill.archive.kept:Kept").open(public)


def _made_public(newer: Any) -> list[str]:
    """Do again what was done since, where that is known, before there is any page; then make all pages."""
    site = late("handbill.settings:site")()
    lines = []
    if newer is not None:
        catching = late("handbill.archive.catch_up")
        try:
            with bar(newer.checkpoint.size, "entries") as tick:
                lines = catching.catch_up(newer, site, tick).lines()
        except catching.FAULTS as error:
            raise Failed(f"{newer.folder}: {error}") from None
    rebuild = late("handbill.rebuild")
    try:
        with bar(rebuild.total(), "articles") as tick:
            rebuild.rebuild(site, tick)
    except (rebuild.Behind, rebuild.Trouble) as error:
        raise Failed(f"the record is not what was signed: {error}") from None
    if words := late("handbill.record.trouble:trouble")():
        raise Failed(f"signing has stopped: {words}")
    return list(lines)
