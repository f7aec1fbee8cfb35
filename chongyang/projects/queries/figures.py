"""What runs a clause, in a sentence without persons; computed in the system's scope."""

from datetime import datetime

from django.utils.translation import gettext

from chongyang.core import access
from chongyang.core.scopes import system_scope
from chongyang.projects.enums import Stage
from chongyang.projects.models import Attraction, Enterprise, Project

UNDER_WAY = (Stage.STARTED.value, Stage.BUILDING.value)
DONE = (Stage.COMPLETED.value, Stage.IN_OPERATION.value)


def figure_of_projects(now: datetime) -> str:
    """How many projects stand in the library, are built, are done."""
    with access.enter(system_scope("plan")):
        rows = Project.objects.all()
        told = {
            "all": rows.count(),
            "under_way": rows.filter(stage__in=UNDER_WAY).count(),
            "done": rows.filter(stage__in=DONE).count(),
        }
    return gettext("入库 %(all)s 个，在建 %(under_way)s 个，建成 %(done)s 个") % told


def figure_of_enterprises(now: datetime) -> str:
    """How many enterprises are fostered, how many investors have come."""
    with access.enter(system_scope("plan")):
        told = {
            "listed": Enterprise.objects.filter(left_on=None).count(),
            "arrived": Attraction.objects.filter(state="arrived").count(),
        }
    return gettext("培育企业 %(listed)s 家，招商落地 %(arrived)s 家") % told
