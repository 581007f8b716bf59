"""What this machine is told from outside: the only reader of the environment.

Settings are read once by a composition root, are frozen, and are handed down. Addresses that the environment does not
name come from the local stack that runs in `REVIEWTRACK_HOME` (its `stack.json`, written by `local.py`), so that after
`make run` every other command finds its way by itself. The Temporal connection is read by the SDK's own `envconfig`
(`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_PROFILE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`), here only asked
whether it knows an address.
"""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from temporalio.envconfig import ClientConfig

from models.errors import ReviewtrackError


class SettingInvalid(ReviewtrackError):
    """A value in the environment cannot be used; the sentence names the variable and what to do."""

    def __init__(self, variable: str, problem: str) -> None:
        """Name the `variable`, and say in a sentence what is wrong and what to do."""
        super().__init__("setting_invalid", f"{variable}: {problem}")
        self.variable = variable


class NotConfigured(ReviewtrackError):
    """Neither the environment nor a running local stack says where a part is."""

    def __init__(self, part: str, variable: str) -> None:
        """Name the `part` in words and the `variable` that would say where it is."""
        super().__init__("not_configured", f"{part} is not known: start the stack with make run, or set {variable}.")
        self.variable = variable


def _a_url_of(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        parts = urlsplit(value)
        # Asking for the port raises a ValueError of its own if it is none.
        if parts.scheme not in schemes or not parts.hostname or parts.port == 0:
            raise ValueError(f"is not an address: write {schemes[0]}://host:port")
        return value

    return AfterValidator(check)


def _listed(value: object) -> object:
    """The parts of a variable that lists several things, separated by commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for each in value:
        ip_network(each)  # raises a ValueError of its own
    return value


Port = Annotated[int, Field(ge=1, le=65535)]
DatabaseUrl = Annotated[str, _a_url_of("postgresql", "postgres")]
SmtpUrl = Annotated[str, _a_url_of("smtp", "smtps", "smtp+starttls")]
WebUrl = Annotated[str, _a_url_of("http", "https")]
SealingKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}=$")]
SealingKeys = Annotated[tuple[SealingKey, ...], BeforeValidator(_listed)]
Networks = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_networks)]


class StackAddresses(BaseModel):
    """Where the parts of a running local stack listen: the content of `stack.json`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pid: int
    """Process that keeps the stack up; when it is gone, the file says nothing."""
    temporal_address: str
    temporal_ui_url: str
    database_url: str
    smtp_url: str
    web_url: str


class LocalSettings(BaseModel):
    """Settings that have a default everywhere: enough to start a stack, not to reach one."""

    model_config = ConfigDict(frozen=True)

    home: Path = Path(".reviewtrack")
    """Directory of local data: databases, mail, logs, `stack.json` (`REVIEWTRACK_HOME`)."""
    mail_from: str = Field(default="reviewtrack@localhost.invalid", pattern=r"^[^@\s]+@[^@\s]+$")
    """Sender of every mail (`MAIL_FROM`)."""
    mail_patience: float = Field(default=60, gt=0, le=3600)
    """Seconds that one mail may take; a sender that died gives its mails back after three times that
    (`MAIL_PATIENCE`)."""
    mail_per_minute: float | None = Field(default=None, gt=0, le=1_000_000)
    """Most mails that one worker process hands to the relay in a minute; default: as fast as it takes them
    (`MAIL_PER_MINUTE`)."""
    mail_dkim_key: Path | None = None
    """File with the private RSA key that signs every mail; default: mail is not signed (`MAIL_DKIM_KEY`)."""
    mail_dkim_selector: str | None = None
    """Under which name the public key stands in the DNS of the sender's domain (`MAIL_DKIM_SELECTOR`)."""
    bounce_folder: Path | None = None
    """Maildir or directory that returned mail is put into; the mail worker takes it from there (`BOUNCE_FOLDER`)."""
    bounce_address: str | None = Field(default=None, pattern=r"^[^@\s+]{1,26}@[^@\s]+$")
    """Mail box that returned mail comes back to; with `bounce_key`, each mail has an address of its own there
    (`BOUNCE_ADDRESS`)."""
    bounce_key: SecretStr | None = Field(default=None, min_length=16)
    """Secret that signs these addresses, the same for all workers (`BOUNCE_KEY`)."""
    web_host: str = "127.0.0.1"
    """Address that the web process binds (`WEB_HOST`)."""
    web_port: Port = 8080
    """Port that the web process binds (`WEB_PORT`)."""
    demo_states: Literal["all"] | Annotated[int, Field(ge=3, le=300)] = 12
    """How many States are under review in the demonstration, or all (`DEMO_STATES`)."""
    demo_minutes: float | None = Field(default=None, gt=0, le=24 * 60)
    """How many real minutes the demonstration's decade lasts; default: in proportion to the States (`DEMO_MINUTES`)."""
    webhook_key: SealingKeys = ()
    """What signing keys of webhooks are sealed with in the database, the newest first (`WEBHOOK_KEY`)."""
    webhook_allow: Networks = ()
    """Networks that webhooks may go to although they are not public, there even without TLS (`WEBHOOK_ALLOW`)."""
    log_format: Literal["auto", "console", "json"] = "auto"
    """`auto` is `console` at a terminal and `json` elsewhere (`LOG_FORMAT`)."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least level that is written (`LOG_LEVEL`)."""
    chromium: Path | None = None
    """Browser for the browser tests (`CHROMIUM`)."""
    temporal_bin: Path | None = None
    """The `temporal` program; default: the one installed beside Python, then `PATH` (`TEMPORAL_BIN`)."""


class Settings(LocalSettings):
    """Settings with an address for every part."""

    database_url: DatabaseUrl
    """PostgreSQL (`DATABASE_URL`)."""
    smtp_url: SmtpUrl
    """Mail relay (`SMTP_URL`): `smtp://`, `smtps://` or `smtp+starttls://`, with user and password if it asks."""
    temporal_address: str
    """Host and port of Temporal's frontend (`TEMPORAL_ADDRESS`, a profile, or the local stack)."""
    temporal_is_local: bool = False
    """The address is the local stack's: the SDK's profiles, keys and TLS settings are for another server."""
    web_url: WebUrl
    """Address under which people reach the pages, for links in mails (`WEB_URL`)."""


class _Variable(NamedTuple):
    field: str
    wanted: str


_VARIABLES: Mapping[str, _Variable] = {
    "REVIEWTRACK_HOME": _Variable("home", "a directory for local data"),
    "MAIL_FROM": _Variable("mail_from", "a mail address"),
    "MAIL_PATIENCE": _Variable("mail_patience", "a number of seconds, more than 0 and at most 3600"),
    "MAIL_PER_MINUTE": _Variable("mail_per_minute", "a number of mails, more than 0"),
    "MAIL_DKIM_KEY": _Variable("mail_dkim_key", "the path of a private RSA key in PEM"),
    "MAIL_DKIM_SELECTOR": _Variable("mail_dkim_selector", "the name of the key in the DNS, before ._domainkey"),
    "BOUNCE_FOLDER": _Variable("bounce_folder", "a Maildir or a directory that returned mail is put into"),
    "BOUNCE_ADDRESS": _Variable("bounce_address", "a mail address such as returns@review.example.org, without a plus"),
    "BOUNCE_KEY": _Variable("bounce_key", "a secret of at least 16 characters"),
    "WEB_HOST": _Variable("web_host", "an address of this machine, such as 127.0.0.1"),
    "WEB_PORT": _Variable("web_port", "a port from 1 to 65535, such as 8080"),
    "WEB_URL": _Variable("web_url", "the address people use, such as https://review.example.org"),
    "DEMO_STATES": _Variable("demo_states", "a whole number from 3 to 300, or all"),
    "DEMO_MINUTES": _Variable("demo_minutes", "a number of minutes, more than 0 and at most 1440"),
    "WEBHOOK_KEY": _Variable("webhook_key", "keys of 32 bytes in URL-safe base64, separated by commas"),
    "WEBHOOK_ALLOW": _Variable("webhook_allow", "networks separated by commas, such as 10.1.2.0/24"),
    "LOG_FORMAT": _Variable("log_format", "auto, console or json"),
    "LOG_LEVEL": _Variable("log_level", "debug, info, warning or error"),
    "CHROMIUM": _Variable("chromium", "the path of a Chromium"),
    "TEMPORAL_BIN": _Variable("temporal_bin", "the path of the temporal program"),
    "DATABASE_URL": _Variable("database_url", "postgresql://user:password@host:port/database"),
    "SMTP_URL": _Variable("smtp_url", "smtp://host:port, smtps://... or smtp+starttls://..."),
}
_VARIABLE_OF: Mapping[str, str] = {variable.field: name for name, variable in _VARIABLES.items()}
_Kind = TypeVar("_Kind", bound=LocalSettings)
_MAY_HOLD_A_PASSWORD = frozenset({"DATABASE_URL", "SMTP_URL", "WEBHOOK_KEY", "BOUNCE_KEY"})


def load_local_settings(environment: Mapping[str, str] | None = None) -> LocalSettings:
    """Read what a stack needs to start. `environment` defaults to the process's own.

    Raises:
        SettingInvalid: a variable holds a value that cannot be used.
    """
    return _checked(LocalSettings, _given(os.environ if environment is None else environment))


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read everything. `environment` defaults to the process's own.

    Raises:
        SettingInvalid: a variable holds a value that cannot be used.
        NotConfigured: a part has an address neither in the environment nor in a running local stack.
    """
    environment = os.environ if environment is None else environment
    given = _given(environment)
    local = _checked(LocalSettings, given)
    running = running_stack(local.home)
    if running is not None:
        given = {**_from_stack(running, given), **given}
    for field, part in (("database_url", "PostgreSQL"), ("smtp_url", "The mail relay")):
        if field not in given:
            raise NotConfigured(part, _VARIABLE_OF[field])
    return _checked(Settings, {"web_url": _web_url(local), **given, **_temporal(environment, running)})


def running_stack(home: Path) -> StackAddresses | None:
    """Return the addresses of the stack that runs in `home`, or None when none does."""
    try:
        addresses = StackAddresses.model_validate_json((home / "stack.json").read_bytes())
    except (OSError, ValidationError):
        return None
    return addresses if _is_alive(addresses.pid) else None


def environment_of_a_part(home: Path) -> dict[str, str]:
    """Return the environment for a child process that belongs to the stack in `home`.

    What would lead it to other servers than the stack's own is taken out, the SDK's configuration file included; the
    rest of this process's environment stays.
    """
    elsewhere = {"DATABASE_URL", "SMTP_URL", "WEB_HOST", "WEB_PORT"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in elsewhere and (not name.startswith("TEMPORAL_") or name == "TEMPORAL_BIN")
    }
    own = {"REVIEWTRACK_HOME": str(home.resolve()), "TEMPORAL_CONFIG_FILE": os.devnull, "PYTHONUNBUFFERED": "1"}
    return {**kept, **own}


def _given(environment: Mapping[str, str]) -> dict[str, object]:
    """Pick our variables out of `environment`, by field; an empty value counts as not set."""
    return {variable.field: value for name, variable in _VARIABLES.items() if (value := environment.get(name))}


def _checked(kind: type[_Kind], given: Mapping[str, object]) -> _Kind:
    try:
        return kind.model_validate({name: value for name, value in given.items() if name in kind.model_fields})
    except ValidationError as error:
        variable = _VARIABLE_OF[str(error.errors()[0]["loc"][0])]
        value = given[_VARIABLES[variable].field]
        shown = "the value" if variable in _MAY_HOLD_A_PASSWORD else repr(value)
        raise SettingInvalid(
            variable, f"{shown} cannot be used; set it to {_VARIABLES[variable].wanted}, or unset it."
        ) from error


def _from_stack(running: StackAddresses, given: Mapping[str, object]) -> dict[str, object]:
    taken: dict[str, object] = {"database_url": running.database_url, "smtp_url": running.smtp_url}
    if not {"web_url", "web_host", "web_port"} & given.keys():
        address = urlsplit(running.web_url)
        taken |= {"web_url": running.web_url, "web_host": address.hostname, "web_port": address.port}
    return taken


def _web_url(local: LocalSettings) -> str:
    host = "localhost" if local.web_host in ("0.0.0.0", "::") else local.web_host  # noqa: S104 - compared, not bound
    return f"http://{host}:{local.web_port}"


def _temporal(environment: Mapping[str, str], running: StackAddresses | None) -> dict[str, object]:
    """Say where Temporal is: what the SDK's configuration names wins over the local stack."""
    try:
        configured = ClientConfig.load_client_connect_config(override_env_vars=dict(environment))
    except Exception as error:  # the SDK raises bare errors of its Rust core here
        raise SettingInvalid("TEMPORAL_CONFIG_FILE", f"Temporal's configuration cannot be read: {error}") from error
    if address := configured.get("target_host"):
        return {"temporal_address": address}
    if running is not None:
        return {"temporal_address": running.temporal_address, "temporal_is_local": True}
    raise NotConfigured("Temporal", "TEMPORAL_ADDRESS")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
