"""POST /api/v1/receipts: with the code an author's program sees, revises, amends, withdraws or appeals."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handbill.guard.ticket import Reused
from handbill.intake import arranged, uploads
from handbill.intake.answer import now
from handbill.intake.api.given import url
from handbill.intake.api.problem import problem, reply
from handbill.intake.api.publish import refusal, reused
from handbill.intake.api.reading import sent
from handbill.intake.api.work import Work
from handbill.intake.own import ACTS, can, demand_act, most_files, perform, present
from handbill.intake.receipt import find
from handbill.intake.submission import Submission
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.standing import state_of


@require_POST
def receipts(request: HttpRequest) -> HttpResponse:
    """Show what the code opens, or do what its author wants.

    Raises:
        Refused: as the verb says.
    """
    ours = Submission("receipt", sent(request), now())
    action = ours.sent.get("action") or "show"
    typed = ours.sent.get("receipt")
    if not typed.strip():
        ours.errors.setdefault("receipt", _("Please type the code that you were shown."))
    if action != "show" and action not in ACTS:
        ours.errors["action"] = _("The action is show, revise, amend, withdraw or appeal.")
    if refused := refusal(ours):
        return refused
    item = find(typed)
    if item is None:
        words = _("Nothing was published with this code. Is it complete? It has 32 characters, 0-9 and a-f.")
        return problem(404, _("Not found"), words, {"receipt": words})
    if action == "show":
        return reply(_told(item))
    demand_act(item.number, ACTS[action])
    work = Work(request, ours)
    ours.check_fields(lambda: ACTS[action].values(item, ours.sent))
    if action == "revise" and not ours.errors:
        uploads.take(ours, most_files(item), item.number)
    if refused := refusal(ours):
        return refused
    removed = [words for _which, words in uploads.told(ours)]
    try:
        done = perform(item, ours, action, work.ticket)
    except Reused:
        return reused()
    return reply({**_told(item), "done": done, **({"removed": removed} if removed else {})})


def _told(item: Article | Comment) -> dict[str, Any]:
    state = state_of(item.number)
    return {
        "number": item.number,
        "kind": "article" if isinstance(item, Article) else "comment",
        "state": state,
        "url": url(item),
        "fields": present(item),
        "files": [
            {"id": one.row.id, "media": one.row.place, "kind": one.value["kind"]}
            for one in arranged.own(item.number)
        ],
        "can": sorted(can(item.number, state)),
    }
