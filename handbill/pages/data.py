"""Public JSON, byte for byte as docs/record.md section 9 has it.

Members are joined as text in their canonical order: the fields are stored canonical and are most of it.
"""

from collections.abc import Iterable

from handbill.newswire.article import Article
from handbill.pages.rows import ItemRow, Text


def item_data(row: ItemRow, comments: Iterable[ItemRow] = ()) -> str:
    """Give the object of an item."""
    below = ",".join(item_data(comment) for comment in comments)
    decisions = ",".join(str(one.entry) for one in row.decisions)
    present = row.versions[-1]
    kind = "article" if isinstance(row.item, Article) else "comment"
    return (
        f'{{"amendments":[{_sets(row.amendments)}],"comments":[{below}],"decisions":[{decisions}],"entry":{present.entry},'
        f'"fields":{present.fields},"kind":"{kind}","number":{row.item.number},"state":"{row.state}",'
        f'"versions":[{_sets(row.versions[:-1])}]}}'
    )


def comments_data(article: int, page: int, comments: Iterable[ItemRow]) -> str:
    """Give the object of a further page of comments."""
    below = ",".join(item_data(comment) for comment in comments)
    return f'{{"comments":[{below}],"number":{article},"page":{page}}}'


def decision_data(entry: int, kind: str, number: int | None, fields: str) -> str:
    """Give the object of a decision."""
    about = "" if number is None else f',"number":{number}'
    return f'{{"entry":{entry},"fields":{fields},"kind":"{kind}"{about}}}'


def _sets(texts: list[Text]) -> str:
    return ",".join(f'{{"entry":{text.entry},"fields":{text.fields}}}' for text in texts)
