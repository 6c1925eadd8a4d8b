"""The desk's addresses, below desk/. A test walks them as a stranger: none may answer one but sign-in and invitations."""

from django.urls import path, re_path

from handbill.desk.account import account
from handbill.desk.descriptions import descriptions
from handbill.desk.editors import editors
from handbill.desk.enrolment import invitation
from handbill.desk.item import item
from handbill.desk.looking import file
from handbill.desk.mode import mode
from handbill.desk.notes import note
from handbill.desk.questions import questions
from handbill.desk.queue import queue
from handbill.desk.ready_texts import ready_texts
from handbill.desk.selection import selection
from handbill.desk.sign_in import sign_in
from handbill.desk.sign_out import sign_out
from handbill.desk.site_pages import about, axis_page, guideline, named, new_guideline, overview, rules

NUMBER = "(?P<number>[1-9][0-9]{0,8})"  # one address for one thing, and every database can hold it

urlpatterns = [
    path("", queue),
    path("sign-in/", sign_in),
    path("sign-out/", sign_out),
    path("invitation/<slug:code>/", invitation),
    path("selection/", selection),
    path("note/", note),
    path("mode/", mode),
    path("ready/", ready_texts),
    path("descriptions/", descriptions),
    path("questions/", questions),
    re_path(f"^item/{NUMBER}/$", item),
    re_path(f"^media/{NUMBER}/(?P<name>[0-9a-z.-]{{1,40}})$", file),
    path("pages/", overview),
    path("pages/about/", about),
    path("pages/rules/", rules),
    path("pages/guideline/new/", new_guideline),
    re_path(f"^pages/guideline/{NUMBER}/$", guideline),
    re_path("^pages/(?P<axis>topic|place)/$", named),
    re_path("^pages/(?P<axis>topic|place|genre)/(?P<name>[a-z0-9-]{1,60})/$", axis_page),
    path("editors/", editors),
    path("account/", account),
]
