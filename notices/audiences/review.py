"""Who is told what in a cycle, in the reviews of its States and in their phases (domain.md 3.8, 5, 9)."""

from notices.addressees import To
from notices.audiences.table import ALL_FOCAL_POINTS, ALL_TEAMS, INVOLVED_MISSIONS, NOBODY, REMINDERS, Table

REVIEW: Table = {
    # Country review (domain.md 3.8)
    "group_launched": INVOLVED_MISSIONS,
    "nomination_received": (To.UNSEATED, To.SECRETARIAT),
    "participant_approved": (To.PERSONS_CONCERNED, To.OWN_FOCAL_POINT),
    "participant_replaced": (To.PERSONS_CONCERNED, *ALL_FOCAL_POINTS, To.OWN_MISSION, To.SECRETARIAT),
    "participant_removed": (To.PERSONS_CONCERNED, *ALL_FOCAL_POINTS, To.OWN_MISSION, To.SECRETARIAT),
    "all_focal_points_named": ALL_FOCAL_POINTS,
    "experts_named": ALL_FOCAL_POINTS,
    "consultation_proposed": ALL_TEAMS,
    "consultation_accepted": ALL_TEAMS,
    "preliminary_consultation_held": (To.PARTICIPANTS,),
    "working_language_set": (To.SECRETARIAT,),
    "instrument_split_set": (To.SUR_FOCAL_POINT,),
    "saq_section_drafted": (To.SUR_TEAM,),
    "stakeholder_input_received": (To.SUR_TEAM,),
    "saq_expected_date_set": (To.RS_FOCAL_POINTS, To.SECRETARIAT),
    "saq_submitted": (To.RS_TEAMS, To.SECRETARIAT),
    "saq_withdrawn": (To.RS_TEAMS, To.SECRETARIAT),
    "saq_addendum_filed": (To.RS_TEAMS, To.SECRETARIAT),
    "clarification_requested": (To.SUR_TEAM,),
    "clarification_answered": (To.ASKING_TEAM,),
    "feedback_submitted": (To.SUR_TEAM, To.OTHER_RS_TEAMS, To.SECRETARIAT),
    "dialogue_meeting_held": (To.PARTICIPANTS,),
    "dialogue_concluded": (To.SECRETARIAT,),
    "observations_proposed": (To.SUR_TEAM, To.OTHER_RS_TEAMS),
    "changes_requested": (To.RS_TEAMS,),
    "observations_cleared_by": (To.OTHER_TEAMS,),
    "observations_coded": NOBODY,
    "observations_agreed": (To.PARTICIPANTS, To.SECRETARIAT),
    "summary_drafted": ALL_FOCAL_POINTS,
    "summary_agreed_by": ALL_FOCAL_POINTS,
    "summary_agreed": ALL_FOCAL_POINTS,
    "translation_ordered": (To.SECRETARIAT, To.SUR_FOCAL_POINT),
    "translation_delivered": (To.SECRETARIAT, To.SUR_FOCAL_POINT),
    "publication_choice_made": (To.SECRETARIAT,),
    "shared_with_working_groups": (To.WORKING_GROUPS, To.MISSIONS_OF_PARTIES),
    # The dossier names the participants (3.8) and a note verbale (9)
    "phase_closed": (To.PARTICIPANTS, *INVOLVED_MISSIONS),
    "next_phase_opened": INVOLVED_MISSIONS,
    "ta_need_registered": (To.SECRETARIAT,),
    **REMINDERS,
    "register_changed": (To.MISSION_CONCERNED,),
    "party_joined_instrument": (To.SUR_MISSION, To.SUR_FOCAL_POINT),
    "party_left_instrument": (To.SUR_MISSION, *ALL_TEAMS),
    "review_suspended": (To.PARTICIPANTS,),
    "review_resumed": (To.PARTICIPANTS,),
    # Reviewing States that come and go (domain.md 2.3); their missions are told where it was decided
    "reviewer_replaced": (*ALL_TEAMS, To.REVIEWER_MISSIONS_CONCERNED),
    "supplementary_drawn": (To.SUR_MISSION, To.SUR_TEAM, To.REVIEWER_MISSIONS_CONCERNED),
    "reviewer_released": (*ALL_TEAMS, To.REVIEWER_MISSIONS_CONCERNED),
    "pairing_changed": (To.SUR_MISSION, To.REVIEWER_MISSIONS_CONCERNED),
    # A manual decision of domain.md 3.7, told as the replacement of a reviewing State is
    "reviewer_excused": (*ALL_TEAMS, To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT),
    # What the dossier does not list: the end of a State's review, and of the cycle
    "phase_discontinued": (To.PARTICIPANTS,),
    "country_review_discontinued": (*INVOLVED_MISSIONS, To.SECRETARIAT),
    "country_review_completed": (*INVOLVED_MISSIONS, To.SECRETARIAT),
    "cycle_completed": (To.SECRETARIAT,),
    # Opening entries: those who must know hear of the launch
    "cycle_opened": NOBODY,
    "country_review_opened": NOBODY,
    "phase_opened": NOBODY,
    "lots_drawn": NOBODY,
    # Sessions of the working groups (domain.md 5, 9): who plans by their days, and who reads their file
    "session_fixed": (To.CHAIRS, To.UNIT),
    "session_file_issued": (To.CHAIRS, To.MISSIONS_OF_PARTIES),
    # Told by the drawing, the dialogue, the conference or the engagement itself
    "dialogue_planned": NOBODY,
    "conference_planned": NOBODY,
    "engagement_opened": NOBODY,
    "drawing_opened": NOBODY,
    "drawing_released": NOBODY,
    "pairing_amended": NOBODY,
    # Decisions that another stream carries out: told where they take effect
    "cycle_group_launched": NOBODY,
    "phase_launched": NOBODY,
    # Reports from stream to stream of what was told before
    "phase_completed": NOBODY,
    "country_completed": NOBODY,
    "attached_ended": NOBODY,
}
"""Event type -> who is told. No stakeholder is told anything of a review."""
