"""Who is told what in a constructive dialogue (domain.md 6.4).

The column "Notifies" as it stands, and where it is silent:

* an application never ends in silence: whoever is not eligible, declined, absent, or withdrawn is told so with the
  reason, and all are told when there is no dialogue; what screening has found is told when the list is out, until
  which it can be put right;
* States whose objections stood are told how they ended, and nobody but the Bureau and the Secretariat hears which
  States they were;
* the summary is told to participants and parties once they can read it, when it is published; its draft to the chairs,
  its approval to the Secretariat, which publishes it.
"""

from notices.addressees import To
from notices.audiences.table import NOBODY, REMINDERS, Table

DIALOGUE: Table = {
    "cd_scheduled": (To.MISSIONS_OF_PARTIES, To.UNIT),
    "session_moved": (To.CHAIRS, To.UNIT),
    "dialogue_moved": (To.WITHOUT_OUTCOME, To.MISSIONS_OF_PARTIES, To.CHAIRS, To.UNIT),
    "call_opened": (To.MAILING_LIST,),
    "call_extended": (To.MAILING_LIST,),
    "application_submitted": (To.APPLICANTS, To.UNIT),
    "application_received_late": (To.APPLICANTS, To.UNIT),
    "application_amended": (To.APPLICANTS, To.UNIT),
    "application_withdrawn": (To.APPLICANTS, To.UNIT),
    "call_closed": (To.UNIT,),
    "application_screened": NOBODY,
    "list_circulated": (To.BUREAU, To.MISSIONS_OF_PARTIES, To.TURNED_AWAY),
    "objection_raised": (To.BUREAU, To.SECRETARIAT),
    "objection_withdrawn": (To.BUREAU, To.SECRETARIAT),
    "application_approved": (To.APPLICANTS,),
    "application_declined": (To.APPLICANTS,),
    "dispute_decided": (To.APPLICANTS, To.OBJECTING_MISSIONS, To.SECRETARIAT),
    "applications_decided": (To.SECRETARIAT, To.UNIT),
    "invitation_sent": (To.APPLICANTS,),
    # The unit asks security for the passes of those who come in person
    "registration_confirmed": (To.UNIT,),
    "travel_support_decided": (To.APPLICANTS,),
    "programme_published": (To.REGISTERED, To.MISSIONS_OF_PARTIES),
    "preparation_day_held": NOBODY,
    "wg_report_adopted": NOBODY,
    "cd_opened": NOBODY,
    "cd_closed": (To.APPLICANTS,),
    "intervention_logged": NOBODY,
    "contribution_submitted": (To.CONTRIBUTOR, To.SECRETARIAT),
    "country_reference_flagged": (To.CONTRIBUTOR, To.CHAIRS),
    "country_reference_allowed": (To.CHAIRS, To.SECRETARIAT),
    "summary_drafted": (To.CHAIRS,),
    "summary_approved": (To.SECRETARIAT,),
    "summary_published": (To.TOOK_PART, To.MISSIONS_OF_PARTIES),
    "summary_tabled": (To.CHAIRS, To.MISSIONS_OF_PARTIES),
    "dialogue_cancelled": (To.WITHOUT_OUTCOME, To.MISSIONS_OF_PARTIES, To.CHAIRS, To.UNIT, To.SECRETARIAT),
    **REMINDERS,
}
"""Event type -> who is told."""
