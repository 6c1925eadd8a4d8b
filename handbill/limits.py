"""Every limit on what strangers and editors may send or a page may hold, in one table.

`handbill doctor --limits` prints this table, the forms quote it, and the code uses the named constants, so a
limit can be neither hidden nor written twice. Nothing in this module may import another room.

A text's length is counted in characters (Unicode code points) after cleaning, but for `BODY`, which is counted in
bytes of UTF-8, because it decides what is stored and what the cleaning costs.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its name, a whole number, the unit of that number, and what it means for people."""

    name: str
    value: int
    unit: str
    help: str


_table: list[Limit] = []


def _limit(name: str, value: int, unit: str, words: str) -> int:
    """Put a limit into the table and give its value, for the constant beside it."""
    _table.append(Limit(name, value, unit, words))
    return value


# What people write.
TITLE: Final = _limit("title", 200, "characters", "The title of an article.")
COMMENT_TITLE: Final = _limit("comment_title", 200, "characters", "The title of a comment.")
SUMMARY: Final = _limit("summary", 2_000, "characters", "The summary of an article.")
BODY: Final = _limit("body", 60_000, "bytes", "The text of an article or comment; most letters are one byte.")
IMPORTED_BODY: Final = _limit("imported_body", 400_000, "bytes", "The text of what is imported.")
BYLINE: Final = _limit("byline", 200, "characters", "The name under which something is published.")
HOMEPAGE: Final = _limit("homepage", 500, "characters", "The address of a homepage.")
PHONE: Final = _limit("phone", 100, "characters", "A telephone number.")
ADDRESS: Final = _limit("address", 300, "characters", "A postal address.")
EMAIL: Final = _limit("email", 254, "characters", "An e-mail address.")
SOURCE: Final = _limit("source", 1_000, "characters", "Where an article comes from.")
LANGUAGE: Final = _limit("language", 35, "characters", "A language tag such as en, es or pt-BR.")
TOPICS: Final = _limit("topics", 10, "items", "The topics of one article.")
PLACES: Final = _limit("places", 10, "items", "The places of one article.")
COMPLAINT: Final = _limit("complaint", 4_000, "characters", "The words of a complaint to the editors.")
COMPLAINTS: Final = _limit("complaints", 200, "items", "The complaints about one item that wait at the desk.")
OFFERS: Final = _limit("offers", 20, "items", "Readers' descriptions of one file that wait at the desk.")
APPEAL: Final = _limit("appeal", 4_000, "characters", "The words of an appeal against a decision.")
AMENDMENTS: Final = _limit("amendments", 50, "items", "The amendments of one article or comment.")
VERSIONS: Final = _limit("versions", 100, "items", "The versions of one article or comment.")
ARTICLE_BYTES: Final = _limit(
    "article_bytes",
    1_000_000,
    "bytes",
    "All versions and amendments of one article together, as they are stored.",
)
# A hundred of these and the article stand in one file, of which a reader takes 64 MiB.
COMMENT_BYTES: Final = _limit(
    "comment_bytes",
    600_000,
    "bytes",
    "All versions and amendments of one comment together, as they are stored.",
)
MARK_RUN: Final = _limit("mark_run", 30, "characters", "Accents and marks in a row on one letter.")

# What editors write.
REASON: Final = _limit("reason", 2_000, "characters", "The public reason of a decision.")
READY: Final = _limit("ready", 500, "characters", "A ready text for reasons, kept at the desk.")
READY_TEXTS: Final = _limit("ready_texts", 100, "items", "The ready texts for reasons.")
SELECTION: Final = _limit("selection", 60, "items", "The items that one decision over a selection is about.")
RELATED: Final = _limit("related", 10, "items", "The related articles of a feature.")
ADDITIONS: Final = _limit("additions", 20, "items", "The additions that stand with one article.")
TRANSLATIONS: Final = _limit("translations", 30, "items", "The translations that one article links to.")
TRANSLATIONS_ALL: Final = _limit(
    "translations_all",
    300,
    "items",
    "Its translations with those that are not shown; a reader's further one is published without a link.",
)
NAME: Final = _limit("name", 60, "characters", "A topic's or place's name in its address: a-z, 0-9, hyphens.")
DESK_NAME: Final = _limit("desk_name", 60, "characters", "The name of an editor at the desk.")
PASSWORD: Final = _limit("password", 1_000, "characters", "An editor's password.")
PASSWORD_MIN: Final = _limit("password_min", 12, "characters", "An editor's password has at least this many.")
SESSIONS: Final = _limit(
    "sessions", 20, "items", "The browsers in which one editor is signed in; a further one ends the oldest."
)
RECOVERY_CODES: Final = _limit(
    "recovery_codes", 10, "items", "An editor's recovery codes; each replaces one code of the authenticator."
)
PASSKEYS: Final = _limit("passkeys", 10, "items", "The passkeys of one editor.")
PASSKEY_NAME: Final = _limit("passkey_name", 60, "characters", "The name that an editor gives a passkey.")
PASSKEY_ANSWER: Final = _limit("passkey_answer", 20_000, "characters", "What a browser sends for a passkey.")
PAGE_TITLE: Final = _limit("page_title", 200, "characters", "The title of a topic, page or guideline.")
PAGE_TEXT: Final = _limit("page_text", 60_000, "bytes", "The text of a page, an introduction or a guideline.")
LANGUAGES: Final = _limit("languages", 20, "items", "Further languages in which guidelines may be written.")
MIRRORS: Final = _limit("mirrors", 50, "items", "The mirrors that a site asks and lists.")
MIRROR: Final = _limit("mirror", 300, "characters", "The address of a mirror.")
THREADS: Final = _limit("threads", 64, "items", "Requests that the app may be set to answer at one time.")
UNATTENDED: Final = _limit("unattended", 1_000, "hours", "What may be set as the time without an editor.")
FREEZE_AFTER: Final = _limit("freeze_after", 600, "months", "What may be set as that before a site ends.")
NOTE: Final = _limit("note", 4_000, "characters", "A private note at the desk.")
NOTES: Final = _limit("notes", 5, "items", "The handover notes that are kept, the last ones.")
SITE_NAME: Final = _limit("site_name", 100, "characters", "The name of the site.")

CAPTION: Final = _limit("caption", 1_000, "characters", "What is said of a picture, a sound or a film.")
ALT: Final = _limit("alt", 500, "characters", "What is to be seen in a picture, for who cannot.")
FORM_DRAFT: Final = _limit("form_draft", 200_000_000, "bytes", "The files of a form that is not sent yet.")
DRAFTS: Final = _limit(
    "drafts",
    2_000_000_000,
    "bytes",
    "The files of forms that are not sent yet, of all together; then forms that were left for an hour give way, else no file is taken.",
)
CLEANING: Final = _limit("cleaning", 10, "items", "Requests with files that are read at one time.")

# What written HTML and Markdown may become.
TAG_DEPTH: Final = _limit("tag_depth", 200, "tags", "HTML tags open inside each other at once.")
TAG_WORK: Final = _limit("tag_work", 100_000, "tags", "HTML tags, each as often as tags are open around it.")
HTML: Final = _limit("html", 400_000, "bytes", "The HTML that a text may become.")
TABLE_COLUMNS: Final = _limit("table_columns", 100, "columns", "The columns of a table.")
TABLE_CELLS: Final = _limit("table_cells", 20_000, "cells", "The cells of all tables of a Markdown text.")

# Requests.
REQUEST: Final = _limit("request", 1_000_000, "bytes", "A request without its files.")
MEGABYTES: Final = _limit("megabytes", 2_000, "megabytes", "What may be set for a request with its files.")
REQUEST_FIELDS: Final = _limit("request_fields", 1_000, "items", "The fields of one request.")
TEXT_FILE: Final = _limit("text_file", 200_000, "bytes", "A file of plain text, or the captions of a film.")
REQUEST_FILES: Final = _limit("request_files", 50, "items", "The files of one request, and of one article.")
MEGAPIXELS: Final = _limit("megapixels", 100, "megapixels", "What may be set for a picture.")
MINUTES: Final = _limit("minutes", 240, "minutes", "What may be set for a sound or a film.")
WORK_COST: Final = _limit(
    "work_cost", 2_000, "rounds", "One try at a challenge for programs; about 256 tries find its answer."
)
WORK_ANSWER: Final = _limit("work_answer", 4_000, "characters", "The solution of a challenge.")
IDEMPOTENCY_KEY: Final = _limit("idempotency_key", 200, "characters", "The Idempotency-Key of a program.")
IDEMPOTENCY_KEY_MIN: Final = _limit(
    "idempotency_key_min",
    16,
    "characters",
    "An Idempotency-Key has at least this many: whoever guesses it and the text learns the receipt.",
)
WITNESS_REQUEST: Final = _limit("witness_request", 20_000, "bytes", "What a site sends to be witnessed.")
SEARCH: Final = _limit("search", 200, "characters", "The words of a search.")
RECEIPT: Final = _limit("receipt", 200, "characters", "What may be typed where a receipt is asked for.")
PATH: Final = _limit("path", 300, "characters", "An address of an imported page, without the host.")
FILE_NAME: Final = _limit("file_name", 120, "characters", "A file's name in an import source.")

# Times.
ARTICLE_FORM_AGE: Final = _limit(
    "article_form_age", 3, "seconds", "An article is sent at the earliest so long after its form was opened."
)
COMMENT_FORM_AGE: Final = _limit(
    "comment_form_age", 2, "seconds", "A comment is sent at the earliest so long after its form was opened."
)
FORM_LIFE: Final = _limit("form_life", 86_400, "seconds", "A form may be sent so long after it was opened.")
WORK_LIFE: Final = _limit("work_life", 1_200, "seconds", "A program may solve a challenge so long.")
NONCE_LIFE: Final = _limit("nonce_life", 86_400, "seconds", "A text sent twice is recognised so long.")
SESSION: Final = _limit("session", 43_200, "seconds", "An editor stays signed in so long.")
KNOWN: Final = _limit(
    "known",
    90,
    "days",
    "A browser in which an editor signed in is known so long: who tries their name elsewhere keeps nobody waiting there.",
)
TRIES: Final = _limit("tries", 5, "items", "Wrong tries to sign in with a name before each next one waits.")
TRIES_WAIT: Final = _limit("tries_wait", 900, "seconds", "The longest such wait.")
DIGITS_WAIT: Final = _limit(
    "digits_wait",
    16_384,
    "seconds",
    "The longest wait after wrong digits with the right password; a recovery code or a passkey opens the desk meanwhile.",
)
IDLE: Final = _limit("idle", 7_200, "seconds", "An editor who does nothing stays signed in so long.")
PASSKEY_LIFE: Final = _limit("passkey_life", 600, "seconds", "A passkey answers so long after its page came.")
INVITATION: Final = _limit("invitation", 604_800, "seconds", "An invitation to the desk is valid so long.")
NEWCOMER: Final = _limit(
    "newcomer",
    14,
    "days",
    "An editor counts as one with whoever invited them at the desk, where it takes two, so long.",
)
PRESENCE: Final = _limit("presence", 300, "seconds", "Others see who looks at an item so long.")
SLOW: Final = _limit("slow", 21_600, "seconds", "A slow item stays off the front page so long.")
MODE_KEPT: Final = _limit("mode_kept", 21_600, "seconds", "What a person says of the mode holds so long.")
HELD: Final = _limit("held", 2_592_000, "seconds", "A held item that nobody admits is redacted then.")
SETTLED: Final = _limit("settled", 2_592_000, "seconds", "A complaint is destroyed so long after its end.")

# What is more than usual in an hour, so that new articles are slow: never less than this.
SURGE_ARTICLES: Final = _limit("surge_articles", 40, "items", "Articles that are usual in an hour anywhere.")
SURGE_COMMENTS: Final = _limit("surge_comments", 400, "items", "Comments that are usual in an hour anywhere.")
SURGE_HELD: Final = _limit("surge_held", 20, "items", "Texts held in an hour that are usual anywhere.")
SURGE_MOST: Final = _limit(
    "surge_most", 5, "times", "What is usual is never taken for more than so many times that."
)
SURGE_TIMES: Final = _limit(
    "surge_times", 4, "times", "An hour may have so much of what the busiest one of an ordinary day has."
)
SURGE_DAYS: Final = _limit("surge_days", 28, "days", "What is usual is found from so many days.")
FLOOD: Final = _limit("flood", 30, "items", "Articles within some minutes; further ones are slow.")
FLOOD_MINUTES: Final = _limit("flood_minutes", 5, "minutes", "The minutes in which those are counted.")
SHORT: Final = _limit("short", 40, "characters", "A shorter text may be said by several people.")
SHORT_TIMES: Final = _limit("short_times", 5, "items", "Times that such a text may come within a day.")

# Pages.
COMMENTS_A_PAGE: Final = _limit("comments_a_page", 100, "items", "The comments on one page of an article.")
COMPLAINTS_SHOWN: Final = _limit(
    "complaints_shown", 20, "items", "The complaints about one item that the desk shows, the newest."
)
QUESTIONS: Final = _limit("questions", 20, "items", "The questions that forms ask.")
QUESTION: Final = _limit("question", 300, "characters", "One of these questions, in one language.")
ANSWERS: Final = _limit("answers", 20, "items", "The right answers to one of them.")
ANSWER: Final = _limit("answer", 100, "characters", "An answer to it.")
RULES: Final = _limit("rules", 100, "items", "The public rules of words by which the guard holds a text.")
RULE: Final = _limit("rule", 100, "characters", "One of these rules.")
GUARD_READ: Final = _limit("guard_read", 8_000, "characters", "The guard compares a text's words up to here.")
LESSONS: Final = _limit(
    "lessons", 1_000, "items", "The lessons of each kind that the guard's filter remembers, the newest."
)
LESSON_WORDS: Final = _limit(
    "lesson_words",
    150,
    "items",
    "The different words and hosts of one text that the guard's filter looks at.",
)
LESSONS_ENOUGH: Final = _limit(
    "lessons_enough", 50, "items", "With fewer lessons of either kind the guard's filter says nothing."
)
LEFT: Final = _limit(
    "left",
    259_200,
    "seconds",
    "What stood on the newswire so long while editors hid spam teaches what is none.",
)
SEARCHED: Final = _limit(
    "searched", 2_000, "items", "The articles and comments that one search at the desk looks through."
)
ALIKE: Final = _limit(
    "alike", 200, "items", "The newest texts that an item at the desk is compared with, for similar ones."
)
SEARCH_QUERY: Final = _limit("search_query", 200, "characters", "What is asked of the search.")
SEARCH_TERMS: Final = _limit(
    "search_terms", 500_000, "bytes", "The different words of one article or comment that it is found by."
)
SEARCH_PAGE: Final = _limit("search_page", 20, "items", "The items on one page of a search.")
SEARCH_LOOKED: Final = _limit(
    "search_looked",
    400,
    "items",
    "The items whose texts one page of a search looks through for words in a row.",
)
SEARCH_RANKED: Final = _limit(
    "search_ranked", 300, "items", "The newest items that a search looks through for the best match."
)
SEARCH_TIME: Final = _limit("search_time", 2, "seconds", "The time that one search may take.")
LIST_ITEMS: Final = _limit("list_items", 50, "items", "The items on one page of a list.")
QUEUE_ITEMS: Final = _limit("queue_items", 30, "items", "The items on one page of the desk's queue.")
HIDDEN_LATEST: Final = _limit("hidden_latest", 200, "items", "The newest hidden items on the first page.")
DECIDED_LATEST: Final = _limit("decided_latest", 50, "items", "The newest decisions on the record's page.")
FRONT_LINES: Final = _limit("front_lines", 20, "items", "The lines of the newswire on the front page.")
FRONT_FEATURES: Final = _limit("front_features", 8, "items", "The features on the front page.")
FRONT_COMMENTS: Final = _limit("front_comments", 6, "items", "The latest comments on the front page.")
FRONT_PICTURE: Final = _limit("front_picture", 60_000, "bytes", "A picture on the front page.")
FRONT_WORDS: Final = _limit("front_words", 90, "words", "The words of a feature on the front page.")
FEED_ITEMS: Final = _limit("feed_items", 30, "items", "The items of a feed.")

# The street door, for each address. An onion service or a silent proxy is one address for all who come that way: CROWD times as much.
POSTS_RATE: Final = _limit("posts_rate", 30, "a minute", "Texts and complaints sent, on and on.")
POSTS_BURST: Final = _limit("posts_burst", 20, "items", "Texts and complaints sent at once, beyond that.")
FORM_RATE: Final = _limit("form_rate", 4, "a minute", "Times that one opened form is sent, on and on.")
FORM_BURST: Final = _limit("form_burst", 10, "items", "Times one opened form is sent at once, beyond that.")
FORM_OPEN: Final = _limit("form_open", 2, "items", "Times one opened form is on its way at the same time.")
FORMED_RATE: Final = _limit("formed_rate", 600, "a minute", "Texts from forms opened here, on and on.")
FORMED_BURST: Final = _limit("formed_burst", 60, "items", "Texts from such forms at once, beyond that.")
FORMED_QUEUE: Final = _limit("formed_queue", 200, "items", "Texts from such forms that wait their turn.")
LANE: Final = _limit("lane", 7_200, "seconds", "An opened form has a lane of its own so long.")
SIGN_IN_RATE: Final = _limit("sign_in_rate", 6, "a minute", "Attempts to sign in at the desk, on and on.")
SIGN_IN_BURST: Final = _limit("sign_in_burst", 10, "items", "Attempts to sign in at once, beyond that.")
ASKS_RATE: Final = _limit("asks_rate", 10, "a second", "Requests that the app answers, on and on.")
ASKS_BURST: Final = _limit("asks_burst", 60, "items", "Requests at once, beyond that.")
ASKS_QUEUE: Final = _limit("asks_queue", 200, "items", "Requests beyond that which wait their turn.")
ASKS_OPEN: Final = _limit("asks_open", 32, "items", "Requests that wait for the app's answer at once.")
WAITING: Final = _limit("waiting", 96, "items", "Requests that the app has before it; one more is refused.")
WAITING_TEXT: Final = _limit("waiting_text", 96, "items", "Forms beyond, that only get their text back.")
WAITING_DESK: Final = _limit("waiting_desk", 16, "items", "Requests of the desk that it has, beside those.")
SEARCHES_RATE: Final = _limit("searches_rate", 60, "a minute", "Searches, on and on.")
SEARCHES_BURST: Final = _limit("searches_burst", 20, "items", "Searches at once, beyond that.")
CROWD: Final = _limit("crowd", 20, "times", "How much more comes in by an onion service or a silent proxy.")
ADDRESS_LINE: Final = _limit(
    "address_line", 8_192, "bytes", "The line of a request that names the address asked for, and each header."
)
HEADER_TIME: Final = _limit("header_time", 5, "seconds", "A connection may take so long to say its wish.")
BODY_TIME: Final = _limit("body_time", 15, "seconds", "A sender or a reader may fall silent so long.")
CONNECTIONS: Final = _limit("connections", 16_384, "items", "Connections of one process of nginx.")
RETRY_BUSY: Final = _limit("retry_busy", 2, "seconds", "Who was refused for a rate may try again then.")
RETRY_DOWN: Final = _limit("retry_down", 10, "seconds", "Who found the app away may try again after so long.")

LIMITS: Final = tuple(_table)
