"""The commands of a stranger: none needs a database."""

import sys
from pathlib import Path

import click

from handbill.commands.shared import FILE, late


@click.command()
@click.argument("source")
@click.option(
    "--key", help="The verifier key, a line as in record/vkey; without it that of the site is used."
)
@click.option("--since", type=FILE, help="A checkpoint from before: this log must continue it.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def verify(source: str, key: str | None, since: Path | None, *, as_json: bool) -> None:
    """Check that nothing vanished. SOURCE is an address or a folder of public files."""
    report = late("handbill.reader.verify:verify")(source, key, since.read_bytes() if since else None)
    click.echo(report.to_json() if as_json else "\n".join(report.lines()))
    sys.exit(0 if report.right else 1)
