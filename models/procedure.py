"""The rules in force for one workflow: a snapshot of the mechanism's data that travels with its state.

A review keeps the rules it was started under until the Secretariat enters a new version (domain.md 5, COP table),
so a changed data file never moves a running review by itself.
"""

from collections.abc import Mapping
from datetime import date

from models.mechanism import Ladder, LeadTime, Mechanism
from models.policy import Policy
from models.value import Value


class Procedure(Value):
    """Policy, lead times and ladders, with the hash of the data folder they came from.

    Once a version of the policy was applied (`models.policy_change`), the hash is that of the procedure itself.
    """

    mechanism: str
    sha256: str
    policy: Policy
    lead_times: Mapping[str, LeadTime]
    ladders: Mapping[str, Ladder]
    non_working_days: tuple[date, ...] = ()

    @classmethod
    def of(cls, mechanism: Mechanism, sha256: str) -> "Procedure":
        """Take the snapshot of a loaded mechanism."""
        return cls(
            mechanism=mechanism.key,
            sha256=sha256,
            policy=mechanism.policy,
            lead_times=mechanism.lead_times,
            ladders=mechanism.ladders,
            non_working_days=mechanism.non_working_days,
        )
