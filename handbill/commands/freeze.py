"""The command that ends a site, and the one option that lets it begin again."""

from pathlib import Path
from typing import Any

import click

from handbill.commands.bucket import put_all
from handbill.commands.plainly import Failed, say
from handbill.commands.shared import FOLDER, bar, late, with_pages


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
    ending = with_pages(folder, "handbill.archive.finished.end")
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
    """Make all pages as they are to be now, unless they are so already, and put them into the bucket."""
    late("handbill.archive.finished.mark:forget_if_behind")(site)
    if thaw or not site.finished:
        _rebuild(site, folder, thaw=thaw)
    if not thaw:
        put_all(site, f"handbill freeze {folder}")


def _rebuild(site: Any, folder: Path, *, thaw: bool) -> None:
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
