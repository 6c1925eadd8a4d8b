"""`handbill doctor`: is the site well? Every check says what it looked at, also where all is well.

A check changes nothing, and a site may be served meanwhile. What is beyond a running site's reach, such as the logs of the
machine, is not looked at: docs/running.md names it.
"""

from collections.abc import Callable, Iterable, Iterator

from django.db import Error

from handbill import limits as table
from handbill.doctor import (
    backups,
    database,
    ending,
    folders,
    machine,
    machines,
    media,
    settings,
    the_record,
    witnesses,
)
from handbill.doctor.finding import Finding, wrong
from handbill.doctor.privacy import traces
from handbill.settings import Settings

Say = Callable[[str], object]


def examine(site: Settings, *, privacy: bool, limits: bool, say: Say) -> bool:
    """Say line by line how the site is; `privacy` and `limits` add their parts. False where something is wrong."""
    say("The settings (site.toml), each with its default:")
    for line in settings.lines(site):
        say(f"  {line}")
    say("")
    count = _tell(_health(site), say)
    if limits:
        say("")
        for line in limit_lines():
            say(line)
    if privacy:
        say("")
        say("Anything like an address or a browser's name, in all that the site has written:")
        count += _tell(traces(site), say)
    say("")
    say(f"{count} wrong" if count else "all is well")
    return not count


def limit_lines() -> Iterator[str]:
    """Give every limit in words."""
    yield "The limits:"
    for limit in table.LIMITS:
        yield f"  {limit.name} = {limit.value:,} {limit.unit}: {limit.help}"


def _health(site: Settings) -> Iterator[Finding]:
    yield from settings.check(site)
    yield from folders.check(site)
    yield from machine.check(site)
    yield from media.check()
    yield from database.check(site)
    if not database.missing(site):
        try:
            yield from the_record.check(site)
            yield from witnesses.check(site)
            yield from machines.check(site)
            yield from backups.check(site)
            yield from ending.check(site)
        except Error as error:
            yield wrong(f"the record cannot be read: {str(error).strip()}")


def _tell(findings: Iterable[Finding], say: Say) -> int:
    """Say the findings as they come; give how many are wrong."""
    count = 0
    for finding in findings:
        say(str(finding))
        count += finding.level == "wrong"
    return count
