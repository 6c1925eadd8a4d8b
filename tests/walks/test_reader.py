"""A reader's way: read, dispute, answer the answer, complain."""

from tests.walks.person import Person


def test_a_text_is_disputed_and_the_dispute_is_answered(stranger: Person):
    site = stranger.site
    path, _receipt = stranger.publish(
        title=f"The count, {stranger.mark}", body=f"42 stalls, {stranger.mark}."
    )
    number = stranger.number
    site.shows(path, f"42 stalls, {stranger.mark}.")
    stranger.open(path)
    stranger.page.click("text=Comment >> nth=0")
    assert f"The count, {stranger.mark}" in stranger.words
    assert not stranger.page.locator("text=will be public").first.is_visible()
    stranger.page.click("text=How readers can reach you")
    assert stranger.page.locator("text=will be public").first.is_visible()
    first = stranger.comment(
        number, title="31, not 42", body=f"I counted twice, {stranger.mark}.", email="me@count.example"
    )
    stranger.page.click("#item")
    assert stranger.page.url == f"{site.url}{path}#comment-{first}"
    shown = stranger.page.locator(f"#comment-{first}")
    assert shown.locator(".p-name").inner_text() == "31, not 42"
    assert "me@count.example" not in site.get(path)[1], "harvesters find no address"
    assert "me (at) count (dot) example" in shown.inner_text()

    shown.locator("text=Answer this comment").click()
    assert f"You answer comment {first}" in stranger.words
    stranger.write(body=f"So did I, {stranger.mark}.")
    assert stranger.press("publish").status == 201
    second = stranger.number
    stranger.page.click("#item")
    answer = stranger.page.locator(f"#comment-{second}")
    assert "depth-1" in (answer.get_attribute("class") or "")
    answer.locator(f"text=answers comment {first}").click()
    assert stranger.page.url.endswith(f"#comment-{first}")
    site.is_well()

    shown.locator("text=Complain").click()
    stranger.write(guideline="1", text=f"This names my aunt, {stranger.mark}.")
    with stranger.page.expect_navigation() as going:
        stranger.page.click("form .button")
    assert going.value.status == 200
    assert "The editors have it" in stranger.words
    assert "my aunt" not in site.get(path)[1]
    site.is_well()
