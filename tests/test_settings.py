"""What the environment may say, what it may not, and where addresses come from when it says nothing."""

import json
import os
import re
from pathlib import Path

import pytest

from settings import (
    NotConfigured,
    SettingInvalid,
    environment_of_a_part,
    load_local_settings,
    load_settings,
    running_stack,
)
from worker import return_path_of

COMPLETE = {
    "REVIEWTRACK_HOME": os.devnull,
    "TEMPORAL_ADDRESS": "temporal.example.org:7233",
    "DATABASE_URL": "postgresql://me:secret@db.example.org/reviews",
    "SMTP_URL": "smtp+starttls://relay.example.org:587",
}
ADDRESSES = {
    "temporal_address": "127.0.0.1:20001",
    "temporal_ui_url": "http://127.0.0.1:20002",
    "database_url": "postgresql://reviewtrack:pw@127.0.0.1:20003/reviewtrack",
    "smtp_url": "smtp://127.0.0.1:20004",
    "web_url": "http://127.0.0.1:20005",
}


def test_everything_local_has_a_default() -> None:
    settings = load_local_settings({})

    assert settings.home == Path(".reviewtrack")
    assert settings.web_port == 8080
    assert settings.mail_from.endswith(".invalid")
    assert (settings.mail_per_minute, settings.mail_dkim_key, settings.mail_dkim_selector) == (None, None, None)


def test_the_environment_names_every_part() -> None:
    settings = load_settings(COMPLETE | {"WEB_URL": "https://review.example.org"})

    assert settings.temporal_address == "temporal.example.org:7233"
    assert not settings.temporal_is_local
    assert settings.database_url == COMPLETE["DATABASE_URL"]
    assert settings.web_url == "https://review.example.org"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WEB_PORT", "eighty"),
        ("WEB_PORT", "0"),
        ("WEB_PORT", "65536"),
        ("WEB_URL", "review.example.org"),
        ("MAIL_FROM", "secretariat"),
        ("MAIL_PER_MINUTE", "0"),
        ("MAIL_PER_MINUTE", "many"),
        ("BOUNCE_ADDRESS", "returns+all@review.example.org"),
        ("BOUNCE_ADDRESS", "the-mailbox-of-returned-mails@review.example.org"),
        ("BOUNCE_KEY", "short"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
        ("DEMO_STATES", "2"),
        ("DEMO_MINUTES", "0"),
        ("WEBHOOK_KEY", "too short"),
        ("WEBHOOK_ALLOW", "10.0.0.1/8"),
        ("WEBHOOK_ALLOW", "everywhere"),
        ("DATABASE_URL", "mysql://db.example.org/reviews"),
        ("DATABASE_URL", "postgresql://db.example.org:port/reviews"),
        ("DATABASE_URL", "postgresql://db.example.org:99999/reviews"),
        ("SMTP_URL", "relay.example.org:25"),
        ("SMTP_URL", "smtp://relay.example.org:0"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_to_do(variable: str, value: str) -> None:
    with pytest.raises(SettingInvalid, match=f"^setting_invalid: {variable}: .* cannot be used; set it to ") as refused:
        load_settings(COMPLETE | {variable: value})

    assert refused.value.variable == variable


def test_an_address_with_a_password_is_not_repeated() -> None:
    with pytest.raises(SettingInvalid) as refused:
        load_settings(COMPLETE | {"DATABASE_URL": "mysql://me:secret@db.example.org/reviews"})

    assert "secret" not in str(refused.value)


def test_a_return_path_is_an_address_with_a_key_or_nothing() -> None:
    path = {"BOUNCE_ADDRESS": "returns@review.example.org", "BOUNCE_KEY": "sixteen letters!"}

    assert return_path_of(load_settings(COMPLETE)) is None
    made = return_path_of(load_settings(COMPLETE | path))
    assert made is not None
    assert (made.local, made.domain) == ("returns", "review.example.org")
    assert "sixteen" not in repr(load_settings(COMPLETE | path))
    for left_out in path:
        with pytest.raises(SettingInvalid, match="set BOUNCE_ADDRESS and BOUNCE_KEY, or neither"):
            return_path_of(load_settings(COMPLETE | {name: path[name] for name in path if name != left_out}))


def test_an_empty_value_is_as_good_as_none() -> None:
    assert load_local_settings({"WEB_PORT": ""}).web_port == 8080


@pytest.mark.parametrize("variable", ["TEMPORAL_ADDRESS", "DATABASE_URL", "SMTP_URL"])
def test_a_part_that_nobody_names_is_asked_for(variable: str) -> None:
    known = {name: value for name, value in COMPLETE.items() if name != variable}

    with pytest.raises(
        NotConfigured, match=f"^not_configured: .* start the stack with make run, or set {variable}"
    ) as refused:
        load_settings(known)
    assert refused.value.code == "not_configured"


def test_what_lists_several_things_is_separated_by_commas() -> None:
    keys = ("a" * 43 + "=", "b" * 43 + "=")

    settings = load_local_settings({"WEBHOOK_KEY": ", ".join(keys), "WEBHOOK_ALLOW": "10.1.2.0/24,fd00:1::/32,"})

    assert settings.webhook_key == keys
    assert settings.webhook_allow == ("10.1.2.0/24", "fd00:1::/32")
    assert load_local_settings({}).webhook_allow == ()


def test_a_running_stack_names_what_the_environment_does_not(tmp_path: Path) -> None:
    _write_stack(tmp_path, pid=os.getpid())

    settings = load_settings({"REVIEWTRACK_HOME": str(tmp_path), "SMTP_URL": "smtp://relay.example.org"})

    assert settings.temporal_address == "127.0.0.1:20001"
    assert settings.temporal_is_local
    assert settings.database_url == ADDRESSES["database_url"]
    assert settings.smtp_url == "smtp://relay.example.org"
    assert (settings.web_url, settings.web_port) == ("http://127.0.0.1:20005", 20005)


def test_a_named_temporal_wins_over_the_running_stack(tmp_path: Path) -> None:
    _write_stack(tmp_path, pid=os.getpid())

    settings = load_settings({"REVIEWTRACK_HOME": str(tmp_path), "TEMPORAL_ADDRESS": "temporal.example.org:7233"})

    assert settings.temporal_address == "temporal.example.org:7233"
    assert not settings.temporal_is_local


def test_a_stack_that_died_without_a_word_is_not_believed(tmp_path: Path) -> None:
    _write_stack(tmp_path, pid=2**22 + 1)  # above the largest process id

    assert running_stack(tmp_path) is None


def test_an_unreadable_temporal_configuration_is_named(tmp_path: Path) -> None:
    (tmp_path / "temporal.toml").write_text("this is = not = toml")
    environment = COMPLETE | {"TEMPORAL_CONFIG_FILE": str(tmp_path / "temporal.toml")}

    with pytest.raises(SettingInvalid, match="Temporal's configuration cannot be read"):
        load_settings(environment)


def test_a_part_of_the_stack_is_not_led_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LOG_LEVEL", "warning")
    _write_stack(tmp_path, pid=os.getpid())

    settings = load_settings(environment_of_a_part(tmp_path))

    assert settings.temporal_address == ADDRESSES["temporal_address"]
    assert settings.database_url == ADDRESSES["database_url"]
    assert settings.log_level == "warning"


def test_only_settings_reads_the_environment() -> None:
    root = Path(__file__).parent.parent
    rooms = ["models", "rules", "workflows", "activities", "store", "notices", "web", "mechanisms", "demo", "stack"]
    files = [*root.glob("*.py"), *(file for room in rooms for file in (root / room).rglob("*.py"))]

    readers = [
        str(file.relative_to(root))
        for file in files
        if file.name not in ("settings.py", "tether.py") and re.search(r"os\.(environ|getenv)", file.read_text())
    ]

    assert readers == []


def _write_stack(home: Path, *, pid: int) -> None:
    (home / "stack.json").write_text(json.dumps(ADDRESSES | {"pid": pid}))
