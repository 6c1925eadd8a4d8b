"""The commands about other servers."""

from pathlib import Path

import click

from handbill.commands.shared import FOLDER, after_boot, late


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
def witness(folder: Path) -> None:
    """Print the key and address by which other sites ask this one to witness them; then how witnesses stand."""
    lines = after_boot(folder, "handbill.doctor.witnesses:lines")
    click.echo("\n".join(lines(late("handbill.settings:site")())))
