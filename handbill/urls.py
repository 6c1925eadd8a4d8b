"""The dynamic addresses. All else that readers see is a file."""

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.urls.converters import IntConverter

from handbill.federation.witness import add_checkpoint
from handbill.intake import waiting
from handbill.intake.api import description, items, receipts
from handbill.intake.api import publish as api
from handbill.intake.comment import comment
from handbill.intake.complain import complain
from handbill.intake.describe import describe
from handbill.intake.publish import publish
from handbill.intake.receipt import receipt
from handbill.intake.refusals import not_found
from handbill.intake.search import feed, search


class ItemConverter(IntConverter):
    """A number of an item as addresses have it: no zero before it, and none that a database could not hold."""

    regex = "[1-9][0-9]{0,14}"


class PlaceConverter(IntConverter):
    """The K of an attachment."""

    regex = "[1-9][0-9]?"


register_converter(ItemConverter, "item")
register_converter(PlaceConverter, "place")

urlpatterns: list[URLPattern | URLResolver] = [
    path("publish/", publish),
    path("publish/kept/<slug:key>/<str:name>", waiting.file),
    path("comment/<item:number>/", comment),
    path("comment/<item:number>/describe/<place:k>/", describe),
    path("complain/<item:number>/", complain),
    path("receipt/", receipt),
    path("receipt/kept/<slug:key>/<str:name>", waiting.own),
    path("search/", search),
    path("search/feed.atom", feed),
    path("api/v1/challenge", items.challenge),
    path("api/v1/articles", api.articles),
    path("api/v1/articles/<item:number>", items.article),
    path("api/v1/articles/<item:number>/comments", api.comments),
    path("api/v1/comments/<item:number>", items.comment),
    path("api/v1/receipts", receipts.receipts),
    path("api/v1/openapi.json", description.openapi),
    path("api/witness/add-checkpoint", add_checkpoint),
    path("desk/", include("handbill.desk.urls")),
    re_path("", not_found),
]
