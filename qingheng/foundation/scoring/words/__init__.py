"""说明用语: functions, settings, choices and inputs of an explanation in words, so that it can be read aloud.

The codes of a scheme file are for programs; whoever disputes a score reads these words. They are made from the
declarations and the scheme's own names, once per scheme.
"""

from qingheng.foundation.scoring.words.formulas import formula_words, id_words
from qingheng.foundation.scoring.words.said import Words

__all__ = ["Words", "formula_words", "id_words"]
