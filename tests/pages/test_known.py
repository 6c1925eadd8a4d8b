"""What a rebuild holds in memory of a large site: little of each article, and of a busy one a part."""

import tracemalloc

from handbill.pages.articles import ARTICLES, TOGETHER, _parts
from handbill.pages.known import Known

PATHS = [f"20{number % 26:02}/{number % 12 + 1:02}/{number}.html" for number in range(0, 100_000, 2)]
OTHERS = [f"20{number % 26:02}/{number % 12 + 1:02}/{number}.html" for number in range(1, 20_000, 2)]


def test_what_is_known_is_known_and_nothing_else():
    known = Known()
    tracemalloc.start()
    for start in range(0, len(PATHS), 1000):
        known.add(map(hash, PATHS[start : start + 1000]))
    assert all(path in known for path in PATHS)
    assert not any(path in known for path in OTHERS)
    known.add([hash(OTHERS[0])])
    assert OTHERS[0] in known
    assert PATHS[-1] in known
    taken, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 20 * len(PATHS), "bytes a path"


def test_a_busy_article_is_made_in_parts_its_last_pages_first():
    pages = 10 * TOGETHER + 3
    wanted: dict[int, set[int | str]] = {number: {1, "versions"} for number in range(1, ARTICLES + 3)}
    wanted[2] |= set(range(2, pages + 1))
    parts = list(_parts(wanted))
    assert max(sum(map(len, part.values())) for part in parts) <= 2 * ARTICLES + TOGETHER
    told = [page for part in parts for page in sorted(part.get(2, ()), key=str) if part.keys() == {2}]
    assert [max(part[2]) for part in parts if part.keys() == {2}] == sorted(
        [max(part[2]) for part in parts if part.keys() == {2}], reverse=True
    )
    assert len(told) == pages - 1 - len(range(2, pages + 1)) % TOGETHER
    given: dict[int, set[int | str]] = {}
    for part in parts:
        for number, some in part.items():
            assert not given.get(number, set()) & some
            given.setdefault(number, set()).update(some)
        assert "versions" not in given.get(2, ()) or given[2] == wanted[2], (
            "the article after what hangs below it"
        )
    assert given == wanted
