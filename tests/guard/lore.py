"""What honest people and what spammers write, in three languages, drawn from a seed: for what learns from texts."""

import random
from typing import Any

from handbill.guard import lessons
from handbill.guard.text import read
from tests.cast import START

HONEST = {
    "en": "the river council meeting rent street bridge neighbours water strike library school union flood market police "
    "report said people today evening march housing bus workers harbour letters weir night week because after before",
    "es": "el río ayuntamiento asamblea alquiler calle puente vecinos agua huelga biblioteca escuela sindicato crecida "
    "mercado policía informe dijo gente hoy tarde marcha vivienda autobús trabajadoras puerto cartas noche semana año",
    "zh": "河水漫过码头市政会议房租街道桥邻居罢工图书馆学校工会洪水市场警察报告人们今晚游行住房公交工人港口来信",
}
SPAM = {
    "en": "cheap pills casino bonus discount replica watches viagra free offer click winner jackpot credit loan order now",
    "es": "barato pastillas casino bono descuento réplica relojes gratis oferta pulsa ganador premio crédito préstamo ya",
    "zh": "便宜药片赌场奖金折扣手表免费优惠点击中奖贷款立即订购",
}
HOSTS = ("pills.example", "casino.example", "loans.example")


class Lore:
    """Texts from a seed."""

    def __init__(self, seed: int = 7) -> None:
        self.dice = random.Random(seed)

    def honest(self, language: str = "en") -> dict[str, Any]:
        return self._text(language, self._words(HONEST[language], language, 40))

    def spam(self, language: str = "en") -> dict[str, Any]:
        """A third of a spam are words as anybody has them."""
        words = self._words(SPAM[language], language, 20) + self._words(HONEST[language], language, 10)
        self.dice.shuffle(words)
        return self._text(language, words, f" https://{self.dice.choice(HOSTS)}/{self.dice.randrange(999)}")

    def _words(self, known: str, language: str, count: int) -> list[str]:
        drawn = [*known] if language == "zh" else known.split()
        if language == "zh":  # two signs that stand together there too
            drawn = [known[at : at + 2] for at in range(len(known) - 1)]
        return self.dice.choices(drawn, k=count)

    def _text(self, language: str, words: list[str], more: str = "") -> dict[str, Any]:
        between = "" if language == "zh" else " "
        return {
            "title": between.join(words[:4]),
            "body": between.join(words[4:]) + "." + more,
            "format": "text",
        }


def teach(count: int, lore: Lore | None = None) -> None:
    """Give the filter so many lessons of each kind, in each language; their items have numbers from a million on."""
    lore = lore or Lore(1)
    number = 1_000_000
    for _ in range(count):
        for language in HONEST:
            for spam in (True, False):
                values = lore.spam(language) if spam else lore.honest(language)
                lessons.teach(number, read("article", values).tokens(), START, spam=spam)
                number += 1
