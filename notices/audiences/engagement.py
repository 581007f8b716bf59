"""Who is told what in an engagement: domestic dialogue, pilot, training, hub, alliance (domain.md 7).

The dossier has no tables of events for them (DESIGN). A stakeholder gets the receipt of what it hands in and the
outcome of it; a State hears by its mission of what happens in its own domestic dialogue and pilot; the Civil Society
Unit of what it has to deal with. Who has joined a statement, or reported whom, is told to nobody.
"""

from notices.addressees import To
from notices.audiences.table import NOBODY, REMINDERS, Table

CONCERNED = (To.STAKEHOLDERS,)
CONCERNED_AND_UNIT = (To.STAKEHOLDERS, To.UNIT)
BOTH_SIDES = (To.STAKEHOLDERS, To.STATE_MISSION)

CONSULTATION: Table = {
    "consultation_invited": CONCERNED,
    "input_offered": BOTH_SIDES,
    "input_withdrawn": BOTH_SIDES,
    "input_filed": CONCERNED,
    "input_declined": CONCERNED,
    "consultation_stated": NOBODY,
    "statement_published": (To.UNIT,),
    "statement_withheld": NOBODY,
}

PILOT: Table = {
    "consent_given": (To.UNIT,),
    "consent_withdrawn": CONCERNED_AND_UNIT,
    "priorities_set": NOBODY,
    "authorities_counted": NOBODY,
    "pilot_invitation_sent": CONCERNED,
    "pilot_joined": (To.STATE_MISSION, To.UNIT),
    "pilot_declined": (To.STATE_MISSION, To.UNIT),
    "pilot_left": (To.STATE_MISSION, To.UNIT),
    "pilot_invitations_lapsed": CONCERNED,
    "workshop_planned": BOTH_SIDES,
    "workshop_moved": BOTH_SIDES,
    "workshop_held": NOBODY,
    "workshop_cancelled": BOTH_SIDES,
    "action_list_set": (To.STATE_MISSION, To.UNIT),
    "action_completed": NOBODY,
    "action_moved": NOBODY,
    "action_dropped": NOBODY,
    "pilot_report_filed": BOTH_SIDES,
    "publication_agreed": (To.STATE_MISSION, To.UNIT),
    "agreement_withdrawn": (To.STATE_MISSION, To.UNIT),
    "pilot_report_published": (*BOTH_SIDES, To.UNIT),
}

TRAINING: Table = {
    "training_call_opened": (To.MAILING_LIST,),
    "training_call_extended": (To.MAILING_LIST,),
    "training_call_closed": (To.UNIT,),
    "training_moved": CONCERNED_AND_UNIT,
    "training_applied": CONCERNED_AND_UNIT,
    "training_applied_late": CONCERNED_AND_UNIT,
    "training_application_withdrawn": CONCERNED_AND_UNIT,
    "training_applications_screened": CONCERNED,
    "selection_made": CONCERNED,
    "offers_made": CONCERNED,
    "offer_accepted": (To.UNIT,),
    "offer_declined": (To.UNIT,),
    "offers_released": CONCERNED,
    "training_begun": CONCERNED,
    "training_day_recorded": NOBODY,
    "certificates_issued": CONCERNED,
    "recommendations_recorded": CONCERNED,
    "survey_sent": CONCERNED,
    "survey_answered": CONCERNED_AND_UNIT,
    "training_cancelled": CONCERNED_AND_UNIT,
}

HUB: Table = {
    "code_of_conduct_published": CONCERNED,
    "membership_applied": CONCERNED_AND_UNIT,
    "code_of_conduct_accepted": NOBODY,
    "papers_requested": CONCERNED,
    "papers_handed_in": CONCERNED_AND_UNIT,
    "organisation_verified": NOBODY,
    "membership_approved": CONCERNED,
    "membership_declined": CONCERNED,
    "renewals_fell_due": CONCERNED,
    "renewals_missed": CONCERNED_AND_UNIT,
    "membership_renewed": CONCERNED,
    "memberships_lapsed": CONCERNED,
    "abuse_reported": CONCERNED_AND_UNIT,
    "report_decided": CONCERNED,
    "member_suspended": CONCERNED,
    "suspension_appealed": CONCERNED_AND_UNIT,
    "appeal_decided": CONCERNED,
    "suspension_ended": CONCERNED,
    "membership_withdrawn": CONCERNED_AND_UNIT,
    "member_expelled": CONCERNED,
    "hub_wound_up": CONCERNED_AND_UNIT,
}

ALLIANCE: Table = {
    "alliance_applied": CONCERNED_AND_UNIT,
    "alliance_application_withdrawn": CONCERNED_AND_UNIT,
    "alliance_member_accepted": CONCERNED,
    "alliance_member_declined": CONCERNED,
    "alliance_founded": CONCERNED_AND_UNIT,
    "convener_named": CONCERNED_AND_UNIT,
    "alliance_member_left": (To.UNIT,),
    "alliance_statement_drafted": CONCERNED,
    "alliance_statement_joined": NOBODY,
    "alliance_statement_avoided": NOBODY,
    "alliance_statement_issued": CONCERNED_AND_UNIT,
    "alliance_statement_withdrawn": (To.UNIT,),
    "link_requested": (To.MISSION_ASKED,),
    "link_accepted": CONCERNED_AND_UNIT,
    "link_declined": CONCERNED_AND_UNIT,
    "link_ended": (To.STAKEHOLDERS, To.MISSION_ASKED, To.UNIT),
}

ENGAGEMENT: Table = {
    "engagement_begun": (To.STATE_MISSION, To.UNIT),
    **CONSULTATION,
    **PILOT,
    **TRAINING,
    **HUB,
    **ALLIANCE,
    "engagement_closed": (To.STATE_MISSION, To.UNIT),
    **REMINDERS,
}
"""Event type -> who is told."""
