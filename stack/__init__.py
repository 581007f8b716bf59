"""The real parts on one machine: Temporal server, PostgreSQL, mail box, and our own processes.

Each part is an asynchronous context manager that can also be killed and started again on the same port and data, which
is what the tests of outages need. `stack.whole.LocalStack` puts them together.
"""
