"""千分制: any assessment scheme as data, exact and explained. Pure.

`load_scheme` reads a scheme file and says all that is wrong or left open; `read_inputs` reads the data; `run` gives
the official result, `explain` the tree behind a figure; `Scoring` does both and computes once.
"""

from qingheng.foundation.scoring.files import read_inputs
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import load_scheme, parse_scheme
from qingheng.foundation.scoring.model import Loaded, Scheme
from qingheng.foundation.scoring.result import Node, Result, UnitResult
from qingheng.foundation.scoring.scoring import Scoring, explain, run

__all__ = [
    "Inputs",
    "Loaded",
    "Node",
    "Result",
    "Scheme",
    "Scoring",
    "UnitResult",
    "explain",
    "load_scheme",
    "parse_scheme",
    "read_inputs",
    "run",
]
