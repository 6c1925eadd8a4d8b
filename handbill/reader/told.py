"""A report in words: what is wrong first, and nothing of what was not read is left unsaid."""

from handbill.reader.report import Report
from handbill.record.format.files import DERIVED


def lines(report: Report) -> list[str]:
    """Give it as lines to read."""
    lines = [f"wrong: {file}: {words}" for file, words in report.wrong]
    lines += [f"not yet sealed: {file}: {words}" for file, words in report.unsealed]
    lines += [f"remark: {file}: {words}" for file, words in report.remarks]
    if report.origin:
        lines.append(f"log {report.origin}: {report.size} entries, root {report.root}")
        lines.append(", ".join(f"{count} {what}" for what, count in report.counts.items()))
    lines += _not_read(report) if report.read else []
    if report.key_from_site:
        lines.append("key taken from the site: only with --key is it sure whose log this is")
    if report.replaced:
        which = "the first key" if report.key_from_site else "the key that was given"
        lines.append(f"{which} was replaced {report.replaced} times since: each handed over to the next")
    lines += [DERIVED, _last(report)]
    return [line for line in lines if line]


def _not_read(report: Report) -> list[str]:
    new, drawn, left = [], [], []
    for what in ("articles", "decisions"):
        read, touched = report.read[what], report.read[f"{what}_touched"]
        new.append(f"{touched} {what}")
        drawn.append(f"{read - touched} {what}")
        left.append(f"{report.counts[what] - read} {what}")
    if report.read["pages_left"]:
        left.append(f"{report.read['pages_left']} pages of comments of articles that are read")
    new_files, others, entries = " and ".join(new), " and ".join(drawn), f"all {report.size} entries"
    again = "the files of "
    if report.kept:
        first = int(report.kept["entries"])
        entries = f"the last {report.size - first} of {report.size} entries"
        again = (
            f"the first {first} entries, which were read here from {report.kept['at']} on and with which the log begins,"
            f" as hashes show; the files of "
        )
        others = f"{report.kept['bundles_drawn']} bundles of 256 older entries; the files of {others}"
    else:
        others = f"the files of {others}"
    return [
        f"read: {entries}, and the files of what those after the first {report.since} touch: {new_files}",
        f"read besides, drawn by chance: {others}",
        f"not read: {again}{_all_of(left)}, nor which other files there are; --all reads all",
    ]


def _all_of(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}"


def _last(report: Report) -> str:
    if report.wrong:
        return f"{len(report.wrong)} wrong"
    newer = len({file for file, _ in report.unsealed})
    but = [f"{newer} files say more than the log proves"] if newer else []
    if report.unwitnessed:
        but.append(f"the newest {report.unwitnessed} of {report.size} entries were witnessed by nobody")
    last = f"nothing is wrong, but {', and '.join(but)}" if but else "all is well"
    return f"{last}, in what was read" if report.read else last
