"""A new version of the policy on real parts: Temporal, PostgreSQL, the worker, the command line."""
