"""Who works on the papers of the line: seats, and the offices to which a paper is assigned."""

from chongyang.territory.enums import Role

SEATS = (str(Role.OPERATOR), str(Role.SHIFT_LEAD), str(Role.DISPATCHER))
LEADS = (str(Role.SHIFT_LEAD),)
OFFICES = (
    str(Role.COMMUNITY_OFFICER),
    str(Role.STREET_CLERK),
    str(Role.COUNTY_REVIEWER),
    str(Role.CITY_REVIEWER),
)
HANDLERS = (*SEATS, *OFFICES)
INVESTIGATORS = (str(Role.SHIFT_LEAD), *OFFICES[1:])
