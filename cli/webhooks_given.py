"""What the commands of `starter.py webhooks` have in common: their arguments, and keys."""

from base64 import b64encode
from secrets import token_bytes
from typing import Annotated, TypeAlias

import typer

from settings import load_local_settings
from store.sealing import Seal

KEY_BYTES = 32
"""Of a signing key; Standard Webhooks asks for 24 to 64."""

WebhookArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="Id of the subscription, such as wh-3f2a9c0d11e4.")
]

ReasonOption: TypeAlias = Annotated[str, typer.Option(help="Why; kept for good.")]


def new_key() -> str:
    """A signing key as Standard Webhooks writes it."""
    return "whsec_" + b64encode(token_bytes(KEY_BYTES)).decode()


def seal() -> Seal:
    """What signing keys are sealed with, from WEBHOOK_KEY.

    Raises:
        SettingInvalid: WEBHOOK_KEY cannot be used.
    """
    return Seal(load_local_settings().webhook_key)
