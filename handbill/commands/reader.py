"""The commands of a stranger: none needs a database."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from handbill.commands.plainly import Failed, say, visible
from handbill.commands.shared import FILE, late

KEY = "The verifier key, a line as in record/vkey; without it that of the site is used."


@click.command()
@click.argument("source")
@click.option("--key", help=KEY)
@click.option(
    "--since",
    type=FILE,
    help="A checkpoint from before: this log must continue it. The files of what is new since are read, and of the entries"
    " those that were not read here before.",
)
@click.option("--all", "everything", is_flag=True, help="With --since: read the files of what is older too.")
@click.option(
    "--policy", type=FILE, help="Which witnesses must have seen the same record (C2SP tlog-policy)."
)
@click.option(
    "--no-memory",
    is_flag=True,
    help="Neither compare with what was seen here before, nor remember this; read all entries. Else of a record of 50,000 entries"
    " or more is kept what follows from them: 57 bytes for each article or comment, 300 for each decision.",
)
@click.option(
    "--forget",
    is_flag=True,
    help="Forget first what was seen and kept of SOURCE before: its key, and how far it was.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def verify(
    source: str,
    key: str | None,
    since: Path | None,
    policy: Path | None,
    *,
    everything: bool,
    no_memory: bool,
    forget: bool,
    as_json: bool,
) -> None:
    """Check that nothing vanished. SOURCE is an address, a folder of public files, or a file: the proof of a decision or of a fork."""
    _key(key)
    if Path(source).is_file():
        proof = Path(source).read_bytes().startswith(b"c2sp.org/tlog-proof")
        (_proof if proof else _fork)(Path(source), key, as_json=as_json)
        return
    trust = late("handbill.reader.trust")
    try:
        asked = late("handbill.record.format.policy:Policy").parse(policy.read_bytes()) if policy else None
        old = since.read_bytes() if since else None
    except (ValueError, OSError) as error:
        raise click.UsageError(visible(str(error))) from None
    if forget:
        try:
            late("handbill.reader.memory:forget")(source)
        except OSError as error:
            raise Failed(
                f"what was seen cannot be forgotten: {error.strerror}; nothing was checked"
            ) from None
    with _bar("checked", hidden=as_json or not sys.stdout.isatty()) as tick:
        one = trust.Trust(source, key, old, asked, not no_memory, tick, sparing=not everything)
        try:
            report, words, fork = one.check()
        except trust.Unread as error:
            _unread(str(error), as_json=as_json)
    say(*trust.told(report, words, as_json=as_json))
    if fork:
        say(f"the proof of two histories under one key is in {trust.save(fork)}", err=True)
    sys.exit(0 if report.right else 1)


def _key(key: str | None) -> None:
    try:
        late("handbill.record.format.note:Verifier").parse(key) if key else None
    except ValueError as error:
        raise click.BadParameter(f"{error}: a line as in record/vkey is one", param_hint="--key") from None


def _unread(words: str, *, as_json: bool) -> NoReturn:
    """End with status 2: nothing was checked, which is neither right nor wrong."""
    if as_json:
        say(*late("json").dumps({"right": False, "unread": words}, indent=2).split("\n"))
    else:
        say(f"{words}. Nothing was checked.", err=True)
    sys.exit(2)


def _proof(file: Path, key: str | None, *, as_json: bool) -> None:
    """Check that the entry in the proof of a decision stands in a log, with the key of that log alone."""
    if key is None:
        raise click.UsageError("--key is needed: the proof of a decision is checked by the key of the record")
    try:
        proof = late("handbill.record.format.proof:Proof").decode(file.read_bytes())
        verifier = late("handbill.record.format.note:Verifier").parse(key)
        entry = proof.extra or b""
        checkpoint = proof.check(late("handbill.record.format.tree:leaf_hash")(entry), verifier)
        late("handbill.record.format.entry:Entry").decode(entry)
    except ValueError as error:
        raise Failed(f"{file}: {error}") from None
    told = {"log": checkpoint.origin, "index": proof.index, "size": checkpoint.size, "entry": entry.decode()}
    if as_json:
        say(*late("json").dumps(told, indent=2).split("\n"))
        return
    under = f"under a checkpoint of {checkpoint.size} entries"
    say(f"entry {proof.index} of {checkpoint.origin}, {under}: {entry.decode()}")


def _fork(file: Path, key: str | None, *, as_json: bool) -> None:
    """Check the proof of a fork that somebody else wrote: it proves something about the holder of the key in it."""
    try:
        fork = late("handbill.record.format.fork:Fork").decode(file.read_bytes())
        proven = fork.check()
    except ValueError as error:
        raise Failed(f"{file}: {error}; nothing is proven") from None
    if key is not None and key != fork.vkey:
        raise Failed(f"{file} is about another key: {fork.vkey}; nothing is proven about yours")
    if as_json:
        told = {"proven": proven, "vkey": fork.vkey, "key_from_file": key is None}
        say(*late("json").dumps(told, indent=2).split("\n"))
        return
    say(f"{proven}, with the key {fork.vkey}")
    if key is None:
        say("key taken from the file: with --key it is sure whose log this is about")


@contextmanager
def _bar(label: str, *, hidden: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error where that is a terminal; how much there is to do may become known later."""
    hidden = hidden or not sys.stderr.isatty()
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=hidden) as bar:

        def tick(there: int, known: int) -> None:
            bar.length = known
            bar.update(there - bar.pos)

        yield tick


@click.command()
@click.argument("address", metavar="URL")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--key", help="The verifier key to pin; without it that of the site, at the first run.")
@click.option(
    "--most",
    type=click.FloatRange(min=0, min_open=True),
    help="GiB that may be fetched in one run; without it 1, and 64 KiB for each entry of the record, up to 16.",
)
def mirror(address: str, folder: Path, key: str | None, most: float | None) -> None:
    """Make or renew a verified copy of the site at URL in FOLDER.

    Only what the record says changed is fetched. A log that does not continue the copy's, or another key, is refused, and
    the copy stays as it is.
    """
    module = late("handbill.reader.mirror")
    try:
        with _bar("files") as tick:
            made = module.mirror(address, folder, key=key, most=most, tick=tick)
    except module.MirrorError as error:
        raise Failed(*error.lines) from None
    if not made.fetched:
        say(f"nothing new: {made.size} entries")
        return
    more = f"; {made.unsealed} files say more than the log proves yet" if made.unsealed else ""
    say(f"{made.size} entries, {made.size - made.before} of them new; {made.fetched} files fetched{more}")


@click.command()
@click.argument("address", metavar="URL")
@click.option("--key", help=KEY)
@click.option("--since", type=FILE, help="A checkpoint from before: what was decided since then comes first.")
@click.option("--once", is_flag=True, help="Tell what there is, then end.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
def follow(address: str, key: str | None, since: Path | None, *, once: bool, as_json: bool) -> None:
    """Print the decisions of the site at URL as they come, each verified. Without --since: from now on."""
    module = late("handbill.reader.follow")
    failed = late("handbill.fetch:FetchError")
    try:
        one = module.Follower(address, key=key, since=since.read_bytes() if since else None)
        say(f"following {one.base}", err=True)
        module.follow(
            one,
            lambda it: say(it.to_json() if as_json else it.line()),
            lambda words: say(words, err=True),
            once=once,
        )
    except module.FollowError as error:
        raise Failed(str(error)) from None
    except failed as error:
        raise Failed(f"{address} does not answer: {error.word}") from None
    except OSError as error:
        raise click.UsageError(visible(str(error))) from None
    except KeyboardInterrupt:
        say("", err=True)
