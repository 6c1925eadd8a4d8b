"""The nouns, gathered for Django; each stands in a file of its own."""

from handbill.newswire.article import Article
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.newswire.classification import Classification
from handbill.newswire.closing import Closing
from handbill.newswire.comment import Comment
from handbill.newswire.complaint import Complaint
from handbill.newswire.confirmation import Confirmation
from handbill.newswire.countdown import Countdown
from handbill.newswire.counter import Counter
from handbill.newswire.decision import Decision
from handbill.newswire.demand import Demand
from handbill.newswire.editor import Editor
from handbill.newswire.feature import Feature
from handbill.newswire.filed import Filed
from handbill.newswire.freezing import Freezing
from handbill.newswire.guideline import Guideline
from handbill.newswire.listing import Listing
from handbill.newswire.mode import Mode
from handbill.newswire.offer import Offer
from handbill.newswire.old_address import OldAddress
from handbill.newswire.proposal import Proposal
from handbill.newswire.provenance import Provenance
from handbill.newswire.raising import Raising
from handbill.newswire.sitepage import SitePage
from handbill.newswire.standing import Standing
from handbill.newswire.tally import OpenAppeal, Tally
from handbill.newswire.translation import Translation
from handbill.newswire.version import Amendment, Version

__all__ = [
    "Amendment",
    "Article",
    "Attachment",
    "Classification",
    "Closing",
    "Comment",
    "Complaint",
    "Confirmation",
    "Countdown",
    "Counter",
    "Decision",
    "Demand",
    "Editor",
    "Feature",
    "Filed",
    "Freezing",
    "Guideline",
    "Listing",
    "MediaFile",
    "Mode",
    "Offer",
    "OldAddress",
    "OpenAppeal",
    "Proposal",
    "Provenance",
    "Raising",
    "SitePage",
    "Standing",
    "Tally",
    "Translation",
    "Version",
]
