"""What was decided cites the guideline as it was then: at the desk and to the author, whatever was made of it since."""

import hashlib
import re

from handbill.actions.act import Act
from handbill.actions.publish import publish
from handbill.actions.set_guidelines import set_guidelines
from tests.desk.desk import TEXT, Browser, words

CODE = "0123456789abcdef" * 2


def test_number_title_and_version_are_those_of_the_decision(ines):
    publish(Act.author(), TEXT, hashlib.sha256(CODE.encode()).hexdigest())  # 4
    set_guidelines(Act.site(), 2, "No insults", "We hide them.")
    ines.post("/desk/item/4/", verb="hide", guideline="2", reason="It is rude.")
    set_guidelines(Act.site(), 2, "No insults, not even small ones", "We hide them.")
    receipt = Browser().client.post("/receipt/", {"receipt": CODE, "action": "show"})
    for page in (receipt, ines.get("/desk/item/4/")):
        assert re.search(
            r'guidelines\.html#guideline-2">2\. No insults</a> \(version 2\)', page.content.decode()
        )
    assert re.search(r"guideline 2: No insults\s+\(version 2\)", words(ines.get("/desk/item/4/")))
    ines.post("/desk/item/4/", verb="unhide", reason="Once more.")
    ines.post("/desk/item/4/", verb="hide", guideline="2", reason="It is rude.")
    page = words(ines.get("/desk/item/4/"))
    assert "(version 3)" in page
    assert "(version 2)" in page
