"""Groups of addressees, in the words of the columns "Notifies" of domain.md 2.3, 3.8 and 6.4, and the circle around.

Nothing here knows which event is told to whom; that are the tables in `notices.audiences`. How a group is found is in
`notices.resolve`.
"""

from collections.abc import Mapping
from enum import StrEnum

from models.instruments import Instrument
from models.mechanism import LoadedMechanism
from models.notices import Recipient, RecipientKind
from models.telling import Telling
from models.value import Value

DESK = Recipient(kind=RecipientKind.SECRETARIAT, id="desk")
"""The Secretariat's one desk; translators and technical assistance are reached through it."""

UNIT = Recipient(kind=RecipientKind.SECRETARIAT, id="civil-society-unit")
"""The desk of the Civil Society Unit, where it has one of its own."""

BUREAU = Recipient(kind=RecipientKind.WORKING_GROUP, id="extended-bureau")
"""The Extended Bureau of the Conference (domain.md 4.1)."""

REMINDERS = frozenset({"deadline_approaching", "deadline_passed"})
"""The two events that a timer brings about; their data is that of `models.event.Reminder`."""

CONCLUSIONS = REMINDERS | {
    "all_focal_points_named",
    "observations_agreed",
    "summary_agreed",
    "redraw_limit_reached",
    "applications_decided",
}
"""Facts that follow from an act without being one: told to the person who acted last as well."""


ACKNOWLEDGED = frozenset({"participant_replaced", "participant_removed"})
"""Acts by note verbale whose receipt the mission is told of, though the act was its own (domain.md 9)."""


class To(StrEnum):
    """A group of addressees, in the words of the column "Notifies"."""

    SUR_MISSION = "mission of the State under review"
    RS_MISSIONS = "missions of the reviewing States"
    SUR_FOCAL_POINT = "focal point of the State under review"
    RS_FOCAL_POINTS = "focal points of the reviewing States"
    SUR_TEAM = "focal point and experts of the State under review"
    RS_TEAMS = "focal points and experts of the reviewing States"
    OTHER_RS_TEAMS = "focal points and experts of the other reviewing States"
    OTHER_TEAMS = "focal points and experts of the other States in the review"
    ASKING_TEAM = "focal point and experts of the reviewing State that asked"
    PARTICIPANTS = "all participants, observers included"
    PERSONS_CONCERNED = "the persons concerned"
    OWN_FOCAL_POINT = "focal point of the person's own State"
    UNSEATED = "the focal point who gives way to a new one"
    OWN_MISSION = "mission of the person's own State, in acknowledgement of its note"
    REVIEWER_MISSIONS_CONCERNED = "missions of the reviewing States concerned"
    MISSION_CONCERNED = "mission of the State that joins or leaves"
    MISSIONS_OF_PARTIES = "missions of all parties"
    WORKING_GROUPS = "chairs of the working groups concerned"
    BUREAU = "Extended Bureau"
    SECRETARIAT = "Secretariat"
    LATE_SIDE = "the side that has to act"
    ESCALATION = "its alternates, its experts, its mission and the Secretariat, as the ladder says"

    CHAIRS = "chairs of the session's working groups"
    UNIT = "Civil Society Unit"
    MAILING_LIST = "mailing list: every stakeholder with an account, members of the hub among them"
    APPLICANTS = "the applicants concerned"
    TURNED_AWAY = "the applicants who are not on it"
    WITHOUT_OUTCOME = "the applicants without an outcome"
    REGISTERED = "the registered"
    TOOK_PART = "those who took part"
    CONTRIBUTOR = "the stakeholder who contributed it"
    OBJECTING_MISSIONS = "missions of the objecting States"
    STAKEHOLDERS = "the stakeholders concerned"
    STATE_MISSION = "mission of the State whose stakeholders take part"
    MISSION_ASKED = "mission of the State that is asked"


OF_STAKEHOLDERS = frozenset(
    {
        To.MAILING_LIST,
        To.APPLICANTS,
        To.TURNED_AWAY,
        To.WITHOUT_OUTCOME,
        To.REGISTERED,
        To.TOOK_PART,
        To.CONTRIBUTOR,
        To.STAKEHOLDERS,
    }
)
"""Groups of stakeholders, in no line of a review. But for the mailing list, the rules name them with each act."""


class Circle(Value):
    """Who stands around the reviews: the parties, the working groups of each instrument, those who are registered.

    `accounts` are the stakeholders of the mailing list; they are looked up for the acts only that are told to it.
    """

    parties: tuple[str, ...] = ()
    working_groups: Mapping[Instrument, tuple[str, ...]] = {}
    accounts: tuple[str, ...] = ()
    has_unit: bool = False
    """Whether the Civil Society Unit has a desk of its own; otherwise its mail goes to the Secretariat's."""
    telling: Telling = Telling()
    """What may wait for the mail of the day, and what is formal; without rules everything is told at once."""


def circle_of(loaded: LoadedMechanism) -> Circle:
    """The circle of a mechanism with its register."""
    return Circle(
        parties=tuple(state.iso3 for state in loaded.register.states if state.joined),
        working_groups={
            instrument: tuple(group.key for group in loaded.mechanism.working_groups_for(instrument))
            for instrument in Instrument
        },
        telling=loaded.telling,
    )


NO_CIRCLE = Circle()
