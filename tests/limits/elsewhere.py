"""Where a limit of the table is tested that has no case in this folder: a file of tests, and the test in it; and why a thousand times as much is not sent.

An empty reason says that it is: at the limit, one above, a thousand times above; of buckets the last by a drill, front/test_thousands.py.
"""

from typing import Final

_ALL: Final = ""
_CONNECTIONS: Final = (
    "a thousand times as many would be sixty thousand connections that wait; bench/storm has ten thousand"
)
_USUAL: Final = (
    "what is usual is found from counts, whatever they are; what is refused by it is in this folder"
)
_SLOW: Final = "that many items would take minutes to make; fewer are looked through the same way"

ELSEWHERE: Final = {
    **dict.fromkeys(
        ("title", "summary", "body", "byline", "homepage", "phone", "address", "email", "source"),
        ("intake/test_limits.py::test_each_limit", _ALL),
    ),
    **dict.fromkeys(("caption", "alt"), ("intake/test_media.py::test_texts_of_files_have_limits", _ALL)),
    "imported_body": (
        "archive/test_importing.py::test_what_was_long_of_old_comes_whole_and_has_a_limit_too",
        "400 MB of one text: ten times as much",
    ),
    "front_picture": (
        "pages/test_front_picture.py::test_a_feature_shows_its_first_picture_in_small_files",
        "nobody sends it: what is made is looked at",
    ),
    **dict.fromkeys(("article_form_age", "comment_form_age"), ("guard/test_ticket.py::test_ages", _ALL)),
    "newcomer": (
        "desk/test_another.py::test_from_that_day_on_they_are_two",
        "14,000 days are after the first one",
    ),
    "tries": ("desk/test_throttle.py::test_there_too_tries_are_counted", _ALL),
    "digits_wait": (
        "desk/test_refusals.py::test_wrong_digits_make_nobody_wait_for_longer_than_the_longest",
        "the count that it grows with is cut at each try",
    ),
    "tries_wait": ("desk/test_refusals.py::test_the_wait_grows_and_ends", _ALL),
    **dict.fromkeys(
        ("surge_most", "surge_times", "surge_days"),
        ("guard/test_mode.py::test_what_is_usual_is_what_the_busiest_hour_of_an_ordinary_day_has", _USUAL),
    ),
    "surge_most": ("guard/test_mode.py::test_whoever_sends_a_little_more_each_day_does_not_get_far", _USUAL),
    "surge_days": ("guard/test_mode.py::test_the_hours_that_are_kept_are_bounded", _USUAL),
    "comments_a_page": ("pages/test_comments.py::test_so_many_comments", "100,000 comments: bench/scale"),
    "lessons_enough": (
        "guard/test_filter.py::test_it_says_nothing_before_there_are_lessons_enough_of_both_kinds",
        "it is a least number",
    ),
    "searched": ("desk/test_finding.py::test_a_search_looks_at_so_many_and_the_next_page_goes_on", _SLOW),
    "search_time": (
        "search/test_index.py::test_a_search_is_stopped_when_it_takes_too_long",
        "seconds: it is stopped at the first one beyond",
    ),
    **dict.fromkeys(
        ("posts_rate", "posts_burst"),
        ("front/test_doors.py::test_a_flood_of_texts_is_slowed_and_reading_is_not", _ALL),
    ),
    **dict.fromkeys(
        ("sign_in_rate", "sign_in_burst"),
        ("front/test_doors.py::test_sign_in_is_stricter_and_apart", _ALL),
    ),
    **dict.fromkeys(
        ("asks_rate", "asks_burst", "asks_queue", "retry_busy"),
        (
            "front/test_lane.py::test_who_asks_in_a_flood_waits_in_turn_or_is_told_to_ask_again_and_does_by_itself",
            _ALL,
        ),
    ),
    **dict.fromkeys(
        ("form_rate", "form_burst", "form_open"),
        ("front/test_lane.py::test_an_opened_form_gets_through_a_flood_from_its_address", _ALL),
    ),
    **dict.fromkeys(
        ("formed_rate", "formed_burst", "formed_queue"),
        ("front/test_lane.py::test_many_forms_from_one_address_have_an_end_too", _ALL),
    ),
    "lane": ("front/test_lane.py::test_what_is_not_signed_or_too_old_has_no_lane", _ALL),
    "waiting_desk": (
        "front/test_doors.py::test_an_app_that_is_stuck_at_the_other_doors_still_takes_the_desk",
        _CONNECTIONS,
    ),
    "waiting_text": (
        "front/test_doors.py::test_who_is_one_too_many_gets_the_text_back_while_the_app_answers_at_all",
        _CONNECTIONS,
    ),
    "waiting": (
        "front/test_doors.py::test_an_app_that_is_stuck_keeps_nobody_from_reading_and_its_queue_ends",
        _CONNECTIONS,
    ),
    "crowd": ("front/test_doors.py::test_the_onion_has_a_large_bucket_of_its_own", _ALL),
    "retry_down": (
        "front/test_doors.py::test_without_the_app_reading_goes_on_and_the_doors_say_so",
        "it is a word to browsers",
    ),
    "address_line": ("front/test_doors.py::test_what_is_too_large_is_refused_in_words", _ALL),
}
