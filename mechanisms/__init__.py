"""Review mechanisms as data: one folder of tables each, and the code that reads and checks them.

`mechanisms.load.load_mechanism` is the only way in. What the tables mean is in `docs/mechanism.md`.
"""
