"""What `handbill import --freeze` does before and after the import: the site of an archive is founded, and finished."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from handbill.commands import freeze
from handbill.commands.plainly import Failed, say
from handbill.commands.shared import late, with_pages
from handbill.settings import load


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
    with_pages(folder, "handbill.archive.finished.rescue:found")(site_of())


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
    freeze.make_pages(site, folder, thaw=False)
    say(*ending.told(site), err=report_on_stderr)
