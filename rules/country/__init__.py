"""What a country review decides: opening and launching phases, changes of reviewers, completion."""
