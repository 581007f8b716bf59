"""Who is told what in a drawing of lots (domain.md 2.3)."""

from notices.addressees import To
from notices.audiences.table import INVOLVED_MISSIONS, NOBODY, PAIRED_MISSIONS, REMINDERS, Table

DRAWING: Table = {
    "drawing_planned": (To.MISSIONS_OF_PARTIES,),
    "register_corrected": (To.MISSION_CONCERNED, To.SECRETARIAT),
    "register_frozen": (To.MISSIONS_OF_PARTIES,),
    "deferral_requested": (To.SECRETARIAT,),
    "volunteer_offered": (To.SECRETARIAT,),
    "contribution_committed": (To.SECRETARIAT,),
    "draw_sealed": (To.MISSIONS_OF_PARTIES,),
    "contribution_revealed": (To.SECRETARIAT,),
    "groups_drawn": (To.MISSIONS_OF_PARTIES,),
    "reviewers_drawn": INVOLVED_MISSIONS,
    "draw_failed": (To.SECRETARIAT,),
    "redraw_requested": (To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT),
    "redraw_limit_reached": (To.SECRETARIAT, To.BUREAU),
    # Who was told of a request is told how it ended
    "redraw_decided": (To.SUR_MISSION, To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT),
    "replacement_requested": PAIRED_MISSIONS,
    "late_entrant_registered": (To.MISSION_CONCERNED, To.SECRETARIAT),
    "departure_registered": (To.MISSION_CONCERNED, To.SECRETARIAT),
    "slot_redrawn": PAIRED_MISSIONS,
    "reviewer_replaced": PAIRED_MISSIONS,
    "supplementary_drawn": PAIRED_MISSIONS,
    "late_entrant_drawn": (To.MISSION_CONCERNED, *PAIRED_MISSIONS),
    "departure_drawn": (To.MISSION_CONCERNED, *PAIRED_MISSIONS),
    "source_declared": (To.MISSIONS_OF_PARTIES,),
    "change_lapsed": (To.SUR_MISSION, To.REVIEWER_MISSIONS_CONCERNED, To.MISSION_CONCERNED, To.SECRETARIAT),
    "change_put_off": (To.MISSION_CONCERNED, To.SECRETARIAT),
    # Each of them with its own part of the list; a party that is in no list is told all the same
    "pairing_confirmed": (To.MISSIONS_OF_PARTIES, *INVOLVED_MISSIONS),
    "draw_voided": (To.MISSIONS_OF_PARTIES,),
    **REMINDERS,
    # Read on the page of the drawing
    "reveals_closed": NOBODY,
    "entropy_supplied": NOBODY,
    "draw_begun": NOBODY,
    "drawing_closed": NOBODY,
}
"""Event type -> who is told."""
