"""The program: every command, in the order in which an operator meets them."""

import click

from handbill.commands import archive, backup, desk, federation, freeze, guard, reader, site


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="handbill")
def main() -> None:
    """Handbill: an open-publishing newswire with a public record."""


for command in (
    *(site.new, site.join, site.demo, site.run, site.work, site.rebuild),
    *(archive.import_, archive.export, backup.backup, backup.restore),
    *(archive.recover, archive.catch_up, freeze.freeze),
    *(desk.act, desk.editor, desk.key, guard.guard),
    *(reader.verify, reader.mirror, reader.follow, federation.witness),
    *(site.doctor, site.clock, site.upgrade),
):
    main.add_command(command)
