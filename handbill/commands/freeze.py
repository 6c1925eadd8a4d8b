"""The command that ends a site, and the one option that lets it begin again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from handbill.commands.plainly import Failed, say
from handbill.commands.shared import FOLDER, after_boot, bar, late
from handbill.settings import load


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--reason", help="Why, in words that everyone may read.")
@click.option("--editor", help="Desk name of the steward who decides; without it the site itself.")
@click.option(
    "--to", type=FOLDER, help="Copy the finished files here too: for a bucket, a stick, any web server."
)
@click.option("--thaw", is_flag=True, help="Open a finished site again.")
def freeze(folder: Path, reason: str | None, editor: str | None, to: Path | None, *, thaw: bool) -> None:
    """Finish the site in DIR: it stays to be read, searched and verified, and nothing can be sent any more."""
    if thaw and to:
        raise click.UsageError("--to belongs to a site that is finished, not to --thaw.")
    ending = after_boot(folder, "handbill.archive.finished.end")
    refused = late("handbill.actions.act:Refused")
    site = late("handbill.settings:site")()
    try:
        if thaw:
            ending.begin_again(site, editor, reason)
        elif not ending.end(site, editor, reason):
            say("it is finished already", err=True)
    except refused as error:
        raise Failed(str(error)) from None
    make_pages(site, folder, thaw=thaw)
    if thaw:
        say(f"the site lives again. Next: handbill run {folder}")
        return
    if to:
        copy_to(ending, site, to)
    say(*ending.told(site))


def make_pages(site: Any, folder: Path, *, thaw: bool) -> None:
    """Make all pages as they are to be now, unless they are so already."""
    if site.finished and not thaw:
        return
    rebuild = late("handbill.rebuild")
    try:
        with bar(rebuild.total(), "articles") as tick:
            rebuild.rebuild(site, tick)
    except (rebuild.Behind, rebuild.Trouble) as error:
        raise Failed(f"it is on the record, and the pages could not be made: {error}") from None
    if not thaw and not site.finished:
        raise Failed(f"something was published meanwhile; again: handbill freeze {folder}")


def copy_to(ending: Any, site: Any, to: Path) -> None:
    """Copy the finished files."""
    try:
        with bar(len(ending.public_files(site)), "files") as tick:
            ending.copy(site, to, tick)
    except OSError as error:
        raise Failed(f"the site is finished, and was not copied: {error}") from None
    say(f"{to} holds a copy that needs nothing but a web server, or none: open {to / 'index.html'}")


def found(folder: Path, sources: Sequence[Path], given: Mapping[str, str | None]) -> None:
    """Make the folder of a site for an archive, where there is none yet, and its first texts. A run that was cut off is gone on with."""
    if missing := [str(one) for one in sources if not one.exists()]:
        raise click.UsageError(f"{missing[0]} is not there")
    if not (folder / "site.toml").exists():
        if not given["name"] or not given["address"]:
            raise click.UsageError(
                f"{folder} is no site yet: to found it, --freeze needs --name and --address."
            )
        values = {"language": "en", **{name: value for name, value in given.items() if value}}
        try:
            late("handbill.archive.folder:make_folder")(folder, **values)
            load(folder)
        except (FileExistsError, ValueError) as error:
            raise Failed(str(error)) from None
    elif any(given.values()):
        say("DIR is a site already: what was given to found one is not used", err=True)
    site_of = late("handbill.settings:site")
    after_boot(folder, "handbill.archive.finished.rescue:found")(site_of())


def takes_imports(folder: Path, *, freezing: bool, as_json: bool) -> bool:
    """Tell whether anything may come in; a site that was finished before is only looked after."""
    rescue = late("handbill.archive.finished.rescue")
    if not rescue.is_frozen():
        if freezing and rescue.is_living():
            raise Failed(
                f"{folder} is a living site, and is not finished by the way: leave --freeze out,",
                f"and where it is meant to end: handbill freeze {folder}",
            )
        return True
    if not freezing:
        raise Failed(
            f"the site is finished, so nothing was brought in. First: handbill freeze {folder} --thaw"
        )
    say("the site is finished already, so nothing was brought in", err=True)
    if as_json:
        say('{"articles": 0, "comments": 0, "known": 0, "not_understood": []}')
    finish(folder, report_on_stderr=as_json)
    return False


def finish(folder: Path, *, report_on_stderr: bool) -> None:
    """Finish a site into which an archive has come."""
    rescue, ending = late("handbill.archive.finished.rescue"), late("handbill.archive.finished.end")
    site = late("handbill.settings:site")()
    if rescue.is_empty():
        raise Failed("nothing came in, so nothing was finished")
    try:
        ending.end(site, None, rescue.reason())
    except late("handbill.actions.act:Refused") as error:
        raise Failed(str(error)) from None
    make_pages(site, folder, thaw=False)
    say(*ending.told(site), err=report_on_stderr)
