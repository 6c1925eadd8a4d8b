"""Limits on what hangs on an item: what waits at the desk, what it may hold in all, what stands beside it."""

from collections.abc import Callable

from handbill.actions.act import Act, this_minute
from handbill.actions.comment import comment
from handbill.actions.hide import hide
from handbill.actions.item import said_of
from handbill.actions.publish import publish
from handbill.actions.raise_ import raise_
from handbill.actions.revise import revise
from handbill.actions.translate import translate
from handbill.newswire.article import Article
from handbill.newswire.attachment import Attachment
from handbill.newswire.complaint import Complaint
from handbill.newswire.offer import Offer
from handbill.newswire.raising import Raising
from handbill.newswire.standing import Standing
from handbill.newswire.translation import Translation
from tests.desk.desk import signed_in
from tests.intake.door import Answer, Door, rows
from tests.intake.stored import told
from tests.intake.test_media import picture
from tests.limits.doors import THOUSAND, article, desk, last_of, these, value

FAR = 10_000  # numbers that no test reaches
SAID = {"title": "T", "body": "B", "format": "text"}
SPANISH = {**SAID, "language": "es"}


def of_what_waits(door: Door) -> list[str]:
    article(door, media=[picture()])
    at = this_minute()
    Complaint.objects.bulk_create(
        Complaint(number=1, text=str(one), at=at) for one in range(value("complaints") - 1)
    )
    row = Attachment.objects.get().id
    Offer.objects.bulk_create(
        Offer(number=1, k=1, attachment=row, text=str(one), at=at) for one in range(value("offers") - 1)
    )
    wrong = last_of("complaints", lambda one: door.post("/complain/1/", {"text": f"N {one}"}), status=429)
    describe = "/comment/1/describe/1/"
    return wrong + last_of("offers", lambda one: door.post(describe, {"text": f"N {one}"}), status=429)


def of_all_that_stands_in_an_item(door: Door) -> list[str]:
    """To the byte: what fills the rest exactly is taken, and one byte more is not. A thousand times as much is more than a text may have."""
    code = article(door).receipt
    return _filled(door, 1, code, "article_bytes") + _filled(
        door, 2, door.post("/comment/1/", {"body": "B"}).receipt, "comment_bytes"
    )


def _filled(door: Door, number: int, code: str, name: str) -> list[str]:
    def says(body: str) -> Answer:
        return door.post("/receipt/", {"receipt": code, "action": "revise", "body": body})

    def stored() -> int:
        return sum(len(one.encode()) for told in said_of(number) for one in told)

    before = stored()
    says("x")
    around = stored() - before - 1  # what a version takes beside its text
    while (left := value(name) - stored() - around) > value("body"):
        body = "x" * min(value("body") - left % 7, left - 2 * around)
        revise(
            Act.author(), number, {**({"title": "T"} if number == 1 else {}), "body": body, "format": "text"}
        )
    wrong = these(name, says("x" * (left + 1)).status, 409)
    wrong += these(name, says("x" * left).status, 200)
    wrong += these(name, says("x").status, 409)
    return wrong + these(name, stored(), value(name))


def of_marks(door: Door) -> list[str]:
    """Nothing is refused: marks beyond are left out, as nobody could read them."""
    wrong = []
    for size in (1, value("mark_run"), value("mark_run") + 1, value("mark_run") * THOUSAND):
        article(door, title="x" + "\u0315" * size)
        wrong += these(f"mark_run of {size}", len(told()["title"]) - 1, min(size, value("mark_run")))
    return wrong


def of_what_stands_beside(door: Door) -> list[str]:
    article(door)
    ines = signed_in("Ines")

    def commented(one: int) -> int:
        said = {"body": f"N {one}", "format": "text"}
        return comment(Act.author(), 1, said, f"{one:064x}").number

    def raised(_one: int) -> Answer:
        return desk(ines, f"/desk/item/{free.pop()}/", verb="raise", reason="It adds.")

    for one in range(value("additions") - 1):
        raise_(Act.site(), commented(one), "It adds.")
    free = [commented(FAR + one) for one in range(4)]
    wrong = last_of("additions", raised, status=409)
    wrong += these("additions", Raising.objects.count(), value("additions"))
    return wrong + _translations(door, lambda **sent: desk(ines, "/desk/item/1/", **sent))


def _translations(door: Door, decide: Callable[..., Answer]) -> list[str]:
    """Who links one more is told; where even those that nobody sees are too many, a reader's is published without its link, as it is news."""

    def spanish(one: int) -> int:
        return publish(Act.author(), {**SPANISH, "body": f"N {one}"}, f"{FAR + one:064x}").number

    for one in range(value("translations") - 1):
        translate(Act.site(), 1, spanish(one), "es")
    free = [spanish(100 + one) for one in range(4)]

    def linked(_one: int) -> Answer:
        return decide(verb="translate", reason="", translation=str(free.pop()))

    wrong = last_of("translations", linked, status=409)
    for name in ("translations", "translations_all"):
        if name == "translations_all":
            _fill(value(name) - value("translations"))
        before = rows()
        answer = door.post("/publish/", {**SPANISH, "body": f"Subió {name}.", "translates": "1"})
        taken = name == "translations_all"
        wrong += these(name, (answer.status, rows() == before), (201 if taken else 422, not taken))
        wrong += these(name, Translation.objects.count(), before["newswire_translation"])
    return wrong + _hidden_ones(door)


def _fill(count: int) -> None:
    """Links to hidden translations, as many as that."""
    like = Article.objects.order_by("-number").first()
    begun = Translation.objects.order_by("-pk")[0].begun
    assert like
    kept = {field.attname: getattr(like, field.attname) for field in Article._meta.fields}  # noqa: SLF001 - Django calls it public
    numbers = range(FAR, FAR + count)
    Article.objects.bulk_create(
        Article(**{**kept, "number": one, "path": f"2026/11/{one}"}) for one in numbers
    )
    Standing.objects.bulk_create(Standing(number=one, state="hidden", at=this_minute()) for one in numbers)
    Translation.objects.bulk_create(
        Translation(original_id=1, translation_id=one, language="es", begun=begun) for one in numbers
    )


def _hidden_ones(door: Door) -> list[str]:
    """With room among those that are shown: the last of all is linked, and no more."""
    shown = Translation.objects.filter(translation_id__lt=FAR).values_list("translation_id", flat=True)
    hide(Act.site(), shown[0], None, "It is spam.")
    Translation.objects.filter(translation_id=FAR).delete()
    done = []
    for one in range(3):
        before = Translation.objects.count()
        door.post("/publish/", {**SPANISH, "body": f"Bajó {one}.", "translates": "1"})
        done.append(Translation.objects.count() - before)
    return these("translations_all", done, [1, 0, 0])
