"""The desk's commands."""

from pathlib import Path
from typing import Any

import click

from handbill.commands.plainly import say
from handbill.commands.shared import FOLDER, after_boot, bar, late, with_pages


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("verb")
@click.argument("subject")
@click.option("--editor", help="Desk name of the editor who acts; without it the site itself.")
@click.option("--guideline", type=int, help="Number of the guideline.")
@click.option("--reason", help="Why, in words that everyone may read.")
@click.option("--field", help="With redact: this field alone. With blur: the picture, such as media_1.")
@click.option(
    "--demand", help="With hide, hold and redact: the legal demand that it follows, in public words."
)
@click.option("--demanded", help="The day on which the legal demand came, such as 2026-11-23.")
@click.option("--title", help="With set-page and set-guidelines.")
@click.option("--text", help="With set-page and set-guidelines.")
@click.option(
    "--related", type=int, multiple=True, help="With feature: number of an article that belongs to it."
)
@click.option("--genre", help='With classify: shown instead of the author\'s; "" shows none.')
@click.option("--topic", multiple=True, help="With classify: a topic shown instead of the author's.")
@click.option("--place", multiple=True, help="With classify: a place shown instead of the author's.")
@click.option("--translation", type=int, default=0, help="With translate: number of the translation.")
@click.option("--mode", help="With set-mode: open or surge.")
@click.option(
    "--in",
    "translations",
    nargs=3,
    multiple=True,
    metavar="LANGUAGE TITLE TEXT",
    help='With set-guidelines: the guideline in a further language; "" "" takes it away.',
)
@click.option(
    "--part",
    multiple=True,
    help="With blur: left, top, width, height in ten-thousandths, such as 0,0,5000,2500; ,blur after it leaves colours.",
)
@click.option("--corrects", is_flag=True, help="With raise: it says that the article errs.")
@click.option("--since", help="With undo: what was decided since this minute, such as 2026-11-23T04:29Z.")
@click.option("--dismiss", is_flag=True, help="With undo: dismiss the editor too.")
def act(folder: Path, verb: str, subject: str, since: str | None, *, dismiss: bool, **options: Any) -> None:
    """Do what the desk can do. SUBJECT is article/N, comment/N, guideline/N, site, topic/NAME, place/NAME or about.

    The verb undo takes editor/N: all that this editor decided and that still holds is answered by its opposite.
    """
    acting = after_boot(folder, "handbill.desk.acting")
    refused = late("handbill.actions.act:Refused")
    try:
        if verb == "undo":
            undoing = late("handbill.desk.undoing")
            with bar(undoing.total(subject, since), "decisions") as tick:
                lines = undoing.undo_for(
                    subject, options["editor"], options["reason"], since, tick, dismissing=dismiss
                )
            click.echo("\n".join(lines))
            _tell_what_is_next(folder)
            return
        if since or dismiss:
            raise click.UsageError("--since and --dismiss belong to undo.")
        done = acting.act(verb, subject, **options)
    except acting.Usage as error:
        raise click.UsageError(str(error)) from None
    except refused as error:
        raise click.ClickException(str(error)) from None
    told = late("handbill.desk.verbs:DONE")
    click.echo("done" if done == verb else told[done])
    _tell_what_is_next(folder)


def _tell_what_is_next(folder: Path) -> None:
    """Of a finished site no worker makes the pages."""
    if late("handbill.newswire.freezing:is_frozen")():
        pages = late("handbill.record.host:makes_pages")(late("handbill.settings:site")().data)
        where = (
            f"on every machine: handbill work {folder}"
            if pages
            else "where pages are made: handbill work DIR"
        )
        say(f"the site is finished. Next, {where} --once", err=True)


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("order", type=click.Choice(["invite", "renew"]))
@click.argument("name")
@click.option("--steward", is_flag=True, help="As a steward. Whoever comes first is one anyway.")
def editor(folder: Path, order: str, name: str, *, steward: bool) -> None:
    """Invite an editor: prints a one-time address, valid for seven days, where NAME makes an account.

    With renew, NAME makes it anew: who lost password or authenticator. Whatever opened the account before ends at once.
    """
    if steward and order == "renew":
        raise click.UsageError("--steward belongs to invite: a role stays.")
    invitations = after_boot(folder, "handbill.desk.invitations")
    refused = late("handbill.actions.act:Refused")
    site = late("handbill.settings:site")()
    try:
        operator = late("handbill.actions.act:Act").site(shell=True)  # noqa: S604 - no shell is called
        path = (
            invitations.renew(name)
            if order == "renew"
            else invitations.invite(operator, name, steward=steward)
        )
    except (refused, ValueError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(site.address + path)
    if order == "renew":
        click.echo(
            f"{name} signs in no more until this address was used. It is valid for seven days.", err=True
        )


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("order", type=click.Choice(["show", "rotate"]))
def key(folder: Path, order: str) -> None:
    """Show the verifier key of the record, or let a new key take over from it."""
    choose = with_pages if order == "rotate" else after_boot
    new_key = choose(folder, "handbill.desk.new_key")
    refused = late("handbill.actions.act:Refused")
    site = late("handbill.settings:site")()
    if order == "show":
        click.echo(late("handbill.record.seal:Log").of(site).signer.vkey)
        return
    try:
        click.echo(new_key.rotate(site))
    except refused as error:
        raise click.ClickException(str(error)) from None
    click.echo(
        "This key takes over with the next signature: at once where the site runs, else with handbill work --once. "
        "Hand it on, and keep a copy of secrets/record then.",
        err=True,
    )
