"""The secretariat's command line behind `starter.py`: one file per group of commands.

A module that defines commands parses and prints; what it asks of Temporal and PostgreSQL stands in a module of its own,
takes an open connection and returns models. `command_line` loads a group when it is used, so that a look at the help
loads nothing else.
"""
