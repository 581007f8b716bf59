"""The one base of all our pydantic types.

A review lasts eight years and its data outlives many releases. Two settings follow from that:

* **frozen**: a state, an event or a policy that was written down is never changed in place. A change is a new value.
* **extra="ignore"**: payloads only grow. After a rollback, an older program meets values that a newer one wrote; it
  must still decode them and leave the fields it does not know alone. Refusing them would park every running review.
"""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value, equal to another when all fields are equal."""

    model_config = ConfigDict(frozen=True, extra="ignore")
