"""Seals texts that have to be read again, such as the keys that we sign with: a hash of them would not serve.

Fernet (AES in CBC mode with an HMAC, by the cryptography library) under keys from the environment. The first seals, all
of them open, so that a new one can be put in front of the old until everything is sealed anew.
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from models.errors import InputInvalid


class Seal:
    """Seals and opens short texts."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, the one that seals first; without any, every call is refused.

        Raises:
            InputInvalid: `bad_webhook_key`.
        """
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None
        except ValueError as error:
            raise InputInvalid(
                "bad_webhook_key",
                "WEBHOOK_KEY holds something else than keys of 32 bytes in URL-safe base64, separated by commas: "
                "mend it.",
            ) from error

    def sealed(self, text: str) -> str:
        """The text, sealed; raises `InputInvalid` (`no_webhook_key`)."""
        return self._known().encrypt(text.encode()).decode()

    def opened(self, sealed: str) -> str:
        """What was sealed; raises `InputInvalid` (`no_webhook_key`, `wrong_webhook_key`)."""
        try:
            return self._known().decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise InputInvalid(
                "wrong_webhook_key",
                "A signing key was sealed under another WEBHOOK_KEY: put that one back, behind the new one if any.",
            ) from error

    def sealed_anew(self, sealed: str) -> str:
        """What was sealed, under the first key; raises as `opened` does."""
        return self.sealed(self.opened(sealed))

    def _known(self) -> MultiFernet:
        if self._fernet is None:
            raise InputInvalid(
                "no_webhook_key",
                "Signing keys are kept sealed, and there is nothing to seal them with: set WEBHOOK_KEY for the worker "
                f"and for this command, for instance to {Fernet.generate_key().decode()}, which was made just now.",
            )
        return self._fernet
