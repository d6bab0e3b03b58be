"""计分函数: every item function with its declared settings. No evaluation: both engines read these declarations.

Points, caps and floors are points of the item's own scale, on which it has `full` marks; a formula may use the name
`full`. Where a published scheme is often ambiguous the setting has a lint code and must be chosen.
"""

from qingheng.foundation.scoring.functions.common import Function
from qingheng.foundation.scoring.functions.compared import COMPARED
from qingheng.foundation.scoring.functions.drawn import DRAWN
from qingheng.foundation.scoring.functions.measured import MEASURED
from qingheng.foundation.scoring.functions.rated import RATED
from qingheng.foundation.scoring.functions.recorded import RECORDED

#: 函数名到声明.
FUNCTIONS: dict[str, Function] = {
    function.name: function for function in (*MEASURED, *COMPARED, *RECORDED, *RATED, *DRAWN)
}

__all__ = ["FUNCTIONS", "Function"]
