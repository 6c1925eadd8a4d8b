"""The commands that bring archives in and out."""

from pathlib import Path

import click

from handbill.commands.shared import FILE, FOLDER, after_boot, bar, late


@click.command("import")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("sources", type=FILE, nargs=-1, required=True, metavar="SOURCE…")
@click.option(
    "--format", "form", default="auto", show_default=True, help="auto, text, html, wxr, feed, warc or jsonl."
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def import_(folder: Path, sources: tuple[Path, ...], form: str, *, as_json: bool) -> None:
    """Bring in articles and comments; a second run adds nothing."""
    importing = after_boot(folder, "handbill.archive.importing")
    try:
        site = late("handbill.settings:site")()
        with bar(importing.total(site, sources, form), "bytes") as tick:
            report = importing.run(site, sources, form, tick)
    except importing.SourceError as error:
        raise click.UsageError(str(error)) from None
    click.echo(
        late("json").dumps(report.to_json(), ensure_ascii=False) if as_json else "\n".join(report.lines())
    )


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("file", type=FILE)
def export(folder: Path, file: Path) -> None:
    """Write all public data to FILE (docs/archive-format.md)."""
    module = after_boot(folder, "handbill.archive.export")
    with bar(module.total(), "items") as tick:
        counts = module.export(late("handbill.settings:site")(), file, tick)
    click.echo(", ".join(f"{count} {what}" for what, count in counts.items()))
