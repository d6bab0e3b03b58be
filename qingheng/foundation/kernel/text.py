"""双语文本: a sentence in the two languages of the house, and the mark that `makemessages` looks for."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


def _(message: str) -> str:
    """Mark a Chinese source sentence for translation and return it unchanged; Django translates on display."""
    return message


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in Chinese (the source) and English."""

    zh: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def as_json(self) -> dict[str, str]:
        """The pair as `{"zh": …, "en": …}`."""
        return {"zh": self.zh, "en": self.en}
