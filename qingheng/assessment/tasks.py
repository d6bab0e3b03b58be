"""后台工作: what takes longer than a page may. Ordered by an act, done by the database worker, taken up again after a stop."""

from django_tasks import task

from qingheng.assessment.actions import work_on_certainty
from qingheng.assessment.models import Certainty
from qingheng.foundation.kernel.clock import clock


@task()
def compute_certainty(number: int) -> int:
    """核算名次可信度: go on with the work of that key; the number of panels that are done."""
    certainty = Certainty.objects.select_related("run__cycle").get(pk=number)
    return work_on_certainty(certainty, on=clock().today()).done
