"""`starter.py lots beacon`: which beacons there are, which round to seal, and whether a round that came in is true."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from cli.command_line import command_group, examples
from cli.given import file_bytes
from cli.output import AsJson, print_json, print_lines, print_table
from models.beacon import REHEARSAL, BeaconChain
from models.errors import InputInvalid
from rules.lots.beacon import chain_named, first_round_after, opens_at

app = command_group("Choose and verify rounds of a public randomness beacon.")

Chain = Annotated[
    str, typer.Option("--chain", metavar="NAME", help="Name or chain hash; 'rehearsal LABEL' for a rehearsal.")
]
Mechanism = Annotated[str, typer.Option(metavar="KEY|FOLDER", help="The mechanism whose table names the chains.")]
Round = Annotated[int, typer.Option("--round", metavar="N", min=1, max=2**63 - 1, help="Number of the round.")]


@app.command("list", epilog=examples("starter.py lots beacon list"))
def list_chains(*, mechanism: Mechanism = "untoc", as_json: AsJson = False) -> None:
    """Show the chains that a draw may name, with what is needed to verify them elsewhere."""
    chains = _chains(mechanism)
    if as_json:
        print_json(chains)
        return
    print_table(
        ("name", "every", "since", "scheme", "evidence", "chain hash"),
        (
            (each.name, f"{each.period} s", _utc(opens_at(each, 1)), each.scheme, each.evidence.mark, each.chain)
            for each in chains
        ),
    )


@app.command("round", epilog=examples("starter.py lots beacon round --chain quicknet --at 2026-12-01T10:00Z"))
def choose_round(
    *,
    chain: Chain,
    at: Annotated[str, typer.Option(metavar="INSTANT", help="Such as 2026-12-01T10:00Z, with a time zone.")],
    mechanism: Mechanism = "untoc",
    as_json: AsJson = False,
) -> None:
    """Show the first round that exists only after an instant: the one to seal for a draw at that time."""
    found = _chain(chain, mechanism)
    number = first_round_after(found, _instant(at))
    opens = opens_at(found, number)
    if as_json:
        print_json({"name": found.name, "chain": found.chain, "round": number, "opens_at": opens})
        return
    print_lines(
        f"round {number} of {found.name} exists from {_utc(opens)} on",
        f"chain {found.chain}",
        f"relays serve it then at /{found.chain}/public/{number}",
    )


@app.command(
    epilog=examples(
        "starter.py lots beacon verify --chain quicknet --file round.json --round 1000",
        "starter.py lots beacon verify --chain quicknet --url https://relay.example/CHAIN/public/1000",
    )
)
def verify(
    *,
    chain: Chain,
    file: Annotated[str, typer.Option(metavar="FILE", help="The round as a relay served it, or - for stdin.")] = "",
    url: Annotated[str, typer.Option(metavar="URL", help="Where a relay serves it; no other is asked.")] = "",
    number: Annotated[int | None, typer.Option("--round", metavar="N", min=1, help="The sealed round.")] = None,
    mechanism: Mechanism = "untoc",
    as_json: AsJson = False,
) -> None:
    """Verify a round by the chain's public key, and show its value."""
    if bool(file) == bool(url):
        raise InputInvalid("bad_usage", "say where the round is, either with --file or with --url.")
    from beacon.supply import LARGEST, round_from, round_from_url  # noqa: PLC0415 - curves take a while to load
    from beacon.verify import verify as verify_round  # noqa: PLC0415

    found = _chain(chain, mechanism)
    value = round_from_url(found, url) if url else round_from(found, file_bytes(file, limit=LARGEST))
    if number is not None and value.round != number:
        raise InputInvalid("beacon_round_not_sealed", f"this is round {value.round} of {found.name}, not {number}.")
    verify_round(found, value)
    opened = opens_at(found, value.round)
    if as_json:
        given = value.model_dump(exclude_defaults=True)
        print_json({"verified": True, "name": found.name, **given, "opened_at": opened})
        return
    print_lines(
        f"verified: {found.name} signed round {value.round}, which exists from {_utc(opened)} on",
        f"randomness {value.randomness}",
        *(("this is a rehearsal: anybody can sign its rounds",) if found.is_rehearsal else ()),
    )


@app.command(
    epilog=examples(
        "starter.py lots beacon rehearse --label trial --round 1000 | starter.py lots beacon verify"
        " --chain 'rehearsal trial' --file -"
    )
)
def rehearse(
    *,
    label: Annotated[str, typer.Option(metavar="LABEL", help="Names the rehearsal and its key.")],
    number: Round,
    as_json: AsJson = False,
) -> None:
    """Sign a round of the chain 'rehearsal LABEL', as a relay would serve it: always JSON, with no line to anywhere."""
    del as_json
    from beacon.rehearsal import RehearsalBeacon  # noqa: PLC0415 - curves take a while to load

    print_json(RehearsalBeacon(label).round(number).model_dump(exclude_defaults=True, exclude={"chain"}))


def _chains(mechanism: str) -> Sequence[BeaconChain]:
    from cli.opening import loaded_mechanism  # noqa: PLC0415 - it brings much that a draw without a server needs not

    return loaded_mechanism(mechanism).mechanism.beacons


def _chain(named: str, mechanism: str) -> BeaconChain:
    if named.startswith(REHEARSAL):
        from beacon.rehearsal import RehearsalBeacon  # noqa: PLC0415 - curves take a while to load

        return RehearsalBeacon.named(named).chain
    return chain_named(_chains(mechanism), named)


def _instant(given: str) -> datetime:
    try:
        instant = datetime.fromisoformat(given)
    except ValueError as error:
        raise InputInvalid("bad_instant", f"{given!r} is no instant: write it like 2026-12-01T10:00Z.") from error
    if instant.tzinfo is None:
        raise InputInvalid(
            "bad_instant", f"{given!r} names no time zone: add Z for UTC, or +01:00 for Vienna in winter."
        )
    return instant


def _utc(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
