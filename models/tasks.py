"""Names of the activities that workflows call: the contract between `workflows` and `activities`."""

RECORD = "record"
"""Append events, change the read model and queue notices, in one transaction."""

CARRY_OUT = "carry_out"
"""Start and tell other workflows."""

DRAW_LOTS = "draw_lots"
"""Draw groups' reviewers from sealed inputs and entropy, keep the transcript, and report to the drawing."""

COMPILE_REVIEW = "compile_review"
"""Count the coded observations of a period, suppress, draft the report, keep both, and report to the conference."""

APPLY_POLICY = "apply_policy"
"""Bring a new version of the policy to every running workflow of a cycle, or take it back, and report who refused."""
