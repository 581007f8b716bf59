"""The one place that writes properties into components of the `icalendar` library, whose own types say too little."""

from collections.abc import Mapping
from typing import Protocol, cast

from icalendar import Component


class _Adds(Protocol):
    def add(self, name: str, value: object, parameters: Mapping[str, str] | None = None) -> None: ...


def put(component: Component, name: str, value: object, **parameters: str) -> None:
    """Write a property: `value` in the type that the library encodes, `parameters` beside it."""
    cast("_Adds", component).add(name, value, parameters={**parameters} if parameters else None)
