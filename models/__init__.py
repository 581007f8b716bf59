"""What we know: frozen types that every other room of the house speaks in.

Nothing in here decides, waits, reads a clock or touches the world, so that every other package may import it. Import
from the module that owns a subject (`from models.policy import Policy`): there are no re-exports, so a name has one
home.
"""
