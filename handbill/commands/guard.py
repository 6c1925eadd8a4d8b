"""The commands about the guard."""

from pathlib import Path

import click

from handbill.commands.shared import FOLDER, after_boot, late

_SHOWN = 20


@click.group()
def guard() -> None:
    """Look after the guard, which holds what may be spam until an editor has read it."""


@guard.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
def evaluate(folder: Path) -> None:
    """Say how good the filter is: taught with the older four fifths of its lessons, tried on the newest fifth.

    Changes nothing, and may run beside the site.
    """
    found = after_boot(folder, "handbill.guard.evaluate:evaluate")()
    enough = late("handbill.limits:LESSONS_ENOUGH")
    click.echo(f"lessons: {found.spam} of spam, {found.fine} of what is none")
    if not found.ready:
        click.echo(
            f"too few to try: the older four fifths are {found.taught[0]} of spam and {found.taught[1]} of what is none, "
            f"and below {enough} of each the filter says nothing"
        )
        return
    click.echo(f"taught: {found.taught[0]} of spam, {found.taught[1]} of what is none")
    click.echo(f"false holds: {len(found.false)} of {found.tried[1]} that are no spam")
    if found.false:
        click.echo("  items " + ", ".join(map(str, found.false[:_SHOWN])))
    click.echo(f"caught: {found.caught} of {found.tried[0]} that are spam")
