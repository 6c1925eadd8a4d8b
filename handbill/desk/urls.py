"""The desk's addresses, below desk/. A test walks them as a stranger: none may answer one but sign-in and invitations."""

from django.urls import path, register_converter

from handbill.desk.editors import editors
from handbill.desk.enrolment import invitation
from handbill.desk.item import item
from handbill.desk.queue import queue
from handbill.desk.sign_in import sign_in
from handbill.desk.sign_out import sign_out
from handbill.desk.site_pages import about, axis_page, guideline, named, new_guideline, overview


class Number:
    """A number that every database can hold, without leading zero: one address for one thing."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, text: str) -> int:
        """Read it."""
        return int(text)

    def to_url(self, number: int) -> str:
        """Write it."""
        return str(number)


class Axis:
    """What has pages by name."""

    regex = "topic|place|genre"

    def to_python(self, text: str) -> str:
        """Read it."""
        return text

    def to_url(self, axis: str) -> str:
        """Write it."""
        return axis


register_converter(Number, "number")
register_converter(Axis, "axis")

urlpatterns = [
    path("", queue),
    path("sign-in/", sign_in),
    path("sign-out/", sign_out),
    path("invitation/<slug:code>/", invitation),
    path("item/<number:number>/", item),
    path("pages/", overview),
    path("pages/about/", about),
    path("pages/guideline/new/", new_guideline),
    path("pages/guideline/<number:number>/", guideline),
    path("pages/<axis:axis>/", named),
    path("pages/<axis:axis>/<slug:name>/", axis_page),
    path("editors/", editors),
]
