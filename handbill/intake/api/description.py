"""GET /api/v1/openapi.json: what the API takes and answers (OpenAPI 3.1), made from the table of limits."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from handbill import limits
from handbill.actions.fields import FORMATS
from handbill.intake.api.members import ARRANGED, HANGING, NEW, REMOVED, Schema, text, with_files
from handbill.intake.api.problem import reply
from handbill.intake.api.work import KEY_PATTERN
from handbill.newswire.sitepage import GENRES
from handbill.settings import site

_NAME: Final = "[a-z0-9]+(-[a-z0-9]+)*"
_RECEIPT: Final[Schema] = {
    "type": "string",
    "maxLength": limits.RECEIPT,
    "description": "32 hexadecimal digits.",
}
_ITEM_NUMBER: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 10**15 - 1}


def _fields() -> dict[str, Schema]:
    """Give all members that a text can have; which of them where is said below."""
    names = {"type": "array", "items": {"type": "string", "pattern": f"^{_NAME}$", "maxLength": limits.NAME}}
    return {
        "title": text(limits.TITLE, "One line."),
        "summary": text(limits.SUMMARY, "Plain text."),
        "body": text(limits.BODY, "The text; at most as many bytes of UTF-8."),
        "format": {"type": "string", "enum": [*FORMATS], "default": "text"},
        "language": text(limits.LANGUAGE, "BCP 47."),
        "byline": text(limits.BYLINE, "A name, if any. Public."),
        "genre": {"type": "string", "enum": ["", *GENRES]},
        "topics": {**names, "maxItems": limits.TOPICS, "description": "Names of existing topics."},
        "places": {**names, "maxItems": limits.PLACES, "description": "Names of existing places."},
        "homepage": text(limits.HOMEPAGE, "Public."),
        "phone": text(limits.PHONE, "Public."),
        "address": text(limits.ADDRESS, "Public."),
        "email": text(limits.EMAIL, "Public."),
        "source": text(limits.SOURCE, "Where it comes from."),
        "reply_to": {**_ITEM_NUMBER, "description": "The comment that is answered."},
        "altcha": text(limits.WORK_ANSWER, "The solution of a challenge, where the site asks for one."),
        "receipt": _RECEIPT,
    }


def _object(names: tuple[str, ...], required: tuple[str, ...], **more: Schema) -> Schema:
    known = {**_fields(), **more}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*required],
        "properties": {name: known[name] for name in (*names, *more)},
    }


_ARTICLE: Final = (
    *("title", "summary", "body", "format", "language", "byline", "genre", "topics", "places"),
    *("homepage", "phone", "address", "email", "source"),
)
_COMMENT: Final = ("title", "body", "format", "byline", "homepage", "email", "reply_to")
_PROBLEM: Final[Schema] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Words, by the names of members.",
        },
    },
}
_GIVEN: Final[Schema] = {
    "type": "object",
    "required": ["number", "url", "receipt"],
    "properties": {
        "number": _ITEM_NUMBER,
        "url": {"type": "string", "format": "uri"},
        "receipt": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "state": {"type": "string", "enum": ["slow", "held"]},
        "reason": {"type": "string"},
        "removed": REMOVED,
    },
}
_OWN: Final[Schema] = {
    "type": "object",
    "required": ["number", "kind", "state", "url", "fields", "files", "can"],
    "properties": {
        "number": _ITEM_NUMBER,
        "kind": {"type": "string", "enum": ["article", "comment"]},
        "state": {"type": "string", "enum": ["listed", "slow", "hidden", "held", "withdrawn", "redacted"]},
        "url": {"type": "string", "format": "uri"},
        "fields": {"type": "object"},
        "files": HANGING,
        "removed": REMOVED,
        "can": {"type": "array", "items": {"type": "string"}},
        "done": {"type": "string"},
    },
}
_WORDS: Final = {
    "400": "It could not be read.",
    "403": "Another site's page sent it.",
    "404": "There is no such thing.",
    "405": "Not done that way.",
    "409": "Its state does not allow it, or the key or challenge was used for another text.",
    "410": "It is gone.",
    "413": "Too large.",
    "415": "Neither JSON nor multipart.",
    "422": "Something is wrong or missing; `errors` says what.",
    "429": "Too much at once; see Retry-After.",
    "503": "Busy; see Retry-After.",
    "507": "The site has no room left.",
}


_ANYWHERE: Final = ("429", "503")
"""What any address may answer: the street door to too much, and the site when it is busy or away."""
_LATER: Final[Schema] = {
    "Retry-After": {"description": "Seconds.", "schema": {"type": "string", "pattern": "^[0-9]+$"}}
}


def _problems(*statuses: str) -> Schema:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {
            "description": _WORDS[status],
            "content": content,
            **({"headers": _LATER} if status in _ANYWHERE else {}),
        }
        for status in statuses
    }


def _post(words: str, body: str, answers: Schema, parameters: list[Schema], *statuses: str) -> Schema:
    told, sent = ({"$ref": f"#/components/schemas/{name}"} for name in (body, f"{body}WithFiles"))
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {
            "type": "string",
            "pattern": KEY_PATTERN,
        },
        "description": "A secret of the sender's, such as a random UUID: the same sent again gets the same answer.",
    }
    return {
        "summary": words,
        "parameters": [*parameters, key],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": told}, "multipart/form-data": {"schema": sent}},
        },
        "responses": {
            **answers,
            **_problems("400", "403", "413", "415", "422", "507", *_ANYWHERE, *statuses),
        },
    }


def _json(words: str, schema: str) -> Schema:
    return {
        "description": words,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _receipt() -> Schema:
    actions = {"type": "string", "enum": ["show", "revise", "amend", "withdraw", "appeal"], "default": "show"}
    return _object(
        (*_ARTICLE, "altcha", "receipt"),
        ("receipt",),
        action=actions,
        forget={"type": "boolean", "description": "Destroys the version before this one."},
        text=text(limits.APPEAL, "Of an appeal."),
        reply_to={"type": "string", "maxLength": 0, "description": "Empty: answers nothing any more."},
    )


def description() -> Schema:
    """Give the description of the API."""
    number = [{"name": "number", "in": "path", "required": True, "schema": _ITEM_NUMBER}]
    published = {"201": _json("Published.", "Given"), "202": _json("It waits for an editor.", "Given")}
    moved = {"303": {"description": "To its file.", "headers": {"Location": {"schema": {"type": "string"}}}}}
    found = {"summary": "Where the data of an item is.", "parameters": number}
    article = _object((*_ARTICLE, "altcha"), ("title", "body"))
    comment = _object((*_COMMENT, "receipt", "altcha"), ("body",))
    receipt = with_files(_receipt(), *ARRANGED)
    return {
        "openapi": "3.1.0",
        "info": {"title": site().name, "version": "1", "license": {"name": "AGPL-3.0-or-later"}},
        "servers": [{"url": site().address}],
        "paths": {
            "/api/v1/challenge": {
                "get": {
                    "summary": "A challenge to solve, good for one request (altcha, version 2).",
                    "responses": {
                        "200": _json("Solve it, and send the solution as `altcha`.", "Challenge"),
                        **_problems(*_ANYWHERE),
                    },
                }
            },
            "/api/v1/articles": {"post": _post("Publish an article.", "Article", published, [], "409")},
            "/api/v1/articles/{number}": {
                "get": {**found, "responses": {**moved, **_problems("404", *_ANYWHERE)}}
            },
            "/api/v1/articles/{number}/comments": {
                "post": _post("Comment on an article.", "Comment", published, number, "404", "409", "410")
            },
            "/api/v1/comments/{number}": {
                "get": {**found, "responses": {**moved, **_problems("404", *_ANYWHERE)}}
            },
            "/api/v1/receipts": {
                "post": _post(
                    "See, revise, amend or withdraw what is yours, or appeal.",
                    "Receipt",
                    {"200": _json("How it is now.", "Own")},
                    [],
                    *("404", "409", "410"),
                )
            },
        },
        "components": {
            "schemas": {
                "Article": article,
                "ArticleWithFiles": with_files(article, *NEW),
                "Comment": comment,
                "CommentWithFiles": with_files(comment, *NEW),
                "Receipt": receipt,
                "ReceiptWithFiles": with_files(receipt, *NEW),
                "Challenge": {
                    "type": "object",
                    "required": ["parameters", "signature", "lane"],
                    "properties": {
                        "parameters": {"type": "object"},
                        "signature": {"type": "string"},
                        "lane": {
                            "type": "string",
                            "description": "A query for the address that you send to: then what else comes from your address does not keep you out.",
                        },
                    },
                },
                "Given": _GIVEN,
                "Own": _OWN,
                "Problem": _PROBLEM,
            }
        },
    }


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the description as JSON."""
    del request
    return reply(description())
