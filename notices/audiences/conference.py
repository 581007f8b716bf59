"""Who is told what on the way to a session of the Conference: general review and observers (domain.md 5, 6.2, 9).

The dossier has no table of events for it. Parties are told of the report (domain.md 9), of what was compiled for the
Conference and of every list of applicants (rule 17, domain.md 6.2); applicants and objecting States as in a dialogue.
"""

from notices.addressees import To
from notices.audiences.table import NOBODY, REMINDERS, Table

CONFERENCE: Table = {
    "conference_track_opened": (To.SECRETARIAT, To.UNIT),
    "conference_moved": (To.WITHOUT_OUTCOME, To.UNIT, To.SECRETARIAT),
    "cut_off_set": (To.SECRETARIAT,),
    "compilation_begun": NOBODY,
    "report_compiled": (To.SECRETARIAT,),
    "compilation_failed": (To.SECRETARIAT,),
    "country_reference_allowed": (To.SECRETARIAT,),
    "report_edited": NOBODY,
    "report_finalised": (To.SECRETARIAT,),
    "report_reopened": (To.SECRETARIAT,),
    "translation_ordered": (To.SECRETARIAT,),
    "translation_delivered": (To.SECRETARIAT,),
    "report_issued": (To.MISSIONS_OF_PARTIES,),
    "report_considered": NOBODY,
    "recommendation_added": (To.SECRETARIAT,),
    "recommendations_compiled": (To.MISSIONS_OF_PARTIES,),
    "observer_applied": (To.APPLICANTS, To.UNIT),
    "observer_applied_late": (To.APPLICANTS, To.UNIT),
    "observer_withdrawn": (To.APPLICANTS, To.UNIT),
    "observers_declined": (To.APPLICANTS,),
    "observers_circulated": (To.BUREAU, To.MISSIONS_OF_PARTIES),
    "observer_objected": (To.BUREAU, To.SECRETARIAT),
    "observer_objection_withdrawn": (To.BUREAU, To.SECRETARIAT),
    "observers_admitted": (To.APPLICANTS,),
    "observer_decided": (To.APPLICANTS, To.OBJECTING_MISSIONS, To.SECRETARIAT),
    # The reviews that take it tell their own people (`notices.audiences.policy`)
    "policy_version_entered": (To.SECRETARIAT,),
    "policy_application_begun": NOBODY,
    "policy_version_applied": (To.SECRETARIAT,),
    "policy_undo_begun": NOBODY,
    "policy_version_undone": (To.SECRETARIAT,),
    "conference_closed": (To.UNIT, To.SECRETARIAT),
    **REMINDERS,
}
"""Event type -> who is told."""
