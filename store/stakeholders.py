"""Who applies to dialogues and trainings: accounts of organisations, apart from those of the reviews.

Ledger, history and notices know an account by its id; only here are a name, a contact and an e-mail address. Accounts
never mix: one e-mail address is that of a stakeholder, or of people and missions of the reviews, and not of both. The
database itself holds to it (`schema.sql`, `account_mixes`), whoever registers first.
"""

from collections.abc import Mapping, Sequence
from uuid import uuid4

import asyncpg

from models.directory import checked_email, checked_name
from models.errors import InputInvalid, NotFound, RuleViolation
from models.register import Region
from models.stakeholders import OrganisationKind, RegisteredStakeholder, Stakeholder
from models.value import Value
from store.pool import Connection, borrowed

MOST_LISTED = 500


class StakeholderFacts(Value):
    """What may be shown of an account to those who decide about it: no contact and no address."""

    id: str
    name: str
    kind: OrganisationKind
    country: str
    region: Region
    is_observer: bool
    simulated: bool
    is_erased: bool


class Involvement(Value):
    """A workflow whose entries name an account, with the version of its last entry."""

    workflow_id: str
    version: int
    is_over: bool


REGISTER = """
INSERT INTO stakeholder (id, name, kind, country, region, is_observer, contact, email, language, simulated)
SELECT * FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::text[], $9::text[],
    $10::boolean[]
)
"""


async def register_stakeholders(pool: asyncpg.Pool, stakeholders: Sequence[Stakeholder]) -> list[str]:
    """Register accounts, all or none, and return their new ids in the same order.

    Raises:
        InputInvalid: `bad_email` or `bad_name`, for the first one that mail could not be sent to.
        RuleViolation: `account_mixes`, an address is that of a person of a review, or of a mission.
    """
    for one in stakeholders:
        _check(one)
    ids = [f"s-{uuid4().hex}" for _ in stakeholders]
    async with borrowed(pool) as connection:
        try:
            await connection.execute(
                REGISTER,
                ids,
                [one.name for one in stakeholders],
                [one.kind.value for one in stakeholders],
                [one.country for one in stakeholders],
                [one.region.value for one in stakeholders],
                [one.is_observer for one in stakeholders],
                [one.contact for one in stakeholders],
                [one.email for one in stakeholders],
                [one.language.value for one in stakeholders],
                [one.simulated for one in stakeholders],
            )
        except asyncpg.RaiseError as error:
            raise _mixed(error) from error
    return ids


async def register_stakeholder(pool: asyncpg.Pool, stakeholder: Stakeholder) -> str:
    """Register one account and return its new id; raises as `register_stakeholders` does."""
    return (await register_stakeholders(pool, [stakeholder]))[0]


CORRECT = """
UPDATE stakeholder SET
    name = $2, kind = $3, country = $4, region = $5, is_observer = $6, contact = $7, email = $8, language = $9,
    simulated = $10
WHERE id = $1 AND erased_at IS NULL RETURNING id
"""


async def correct_stakeholder(pool: asyncpg.Pool, account: str, stakeholder: Stakeholder) -> None:
    """Put `stakeholder` in the place of what is known of an account; mail not yet sent goes to the new address.

    What it applied for before keeps the kind and the region that it had then.

    Raises `NotFound` (`unknown_stakeholder`), and as `register_stakeholders` does.
    """
    _check(stakeholder)
    async with borrowed(pool) as connection:
        try:
            found = await connection.fetchval(
                CORRECT,
                account,
                stakeholder.name,
                stakeholder.kind.value,
                stakeholder.country,
                stakeholder.region.value,
                stakeholder.is_observer,
                stakeholder.contact,
                stakeholder.email,
                stakeholder.language.value,
                stakeholder.simulated,
            )
        except asyncpg.RaiseError as error:
            raise _mixed(error) from error
    if found is None:
        raise _unknown(account)


GET = """
SELECT id, name, kind, country, region, is_observer, contact, email, language, simulated
FROM stakeholder WHERE id = $1 AND erased_at IS NULL
"""


async def stakeholder(pool: asyncpg.Pool, account: str) -> RegisteredStakeholder:
    """The account with this id; raises `NotFound` (`unknown_stakeholder`), also when it was erased."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(GET, account)
    if row is None:
        raise _unknown(account)
    return RegisteredStakeholder.model_validate(dict(row))


LIST = """
SELECT id, name, kind, country, region, is_observer, contact, email, language, simulated
FROM stakeholder
WHERE erased_at IS NULL AND strpos(lower(name), lower($1)) > 0
    AND ($2::text IS NULL OR country = $2) AND ($3::text IS NULL OR kind = $3)
ORDER BY lower(name), id LIMIT $4
"""


async def stakeholders(
    pool: asyncpg.Pool,
    *,
    name: str = "",
    country: str | None = None,
    kind: OrganisationKind | None = None,
    limit: int = MOST_LISTED,
) -> list[RegisteredStakeholder]:
    """Up to `limit` accounts by name, narrowed by what is given: a part of the name, a country, a kind."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(LIST, name, country, kind.value if kind else None, limit)
    return [RegisteredStakeholder.model_validate(dict(row)) for row in rows]


ACCOUNTS = "SELECT id FROM stakeholder WHERE erased_at IS NULL ORDER BY id"


async def every_account(pool: asyncpg.Pool) -> tuple[str, ...]:
    """The ids of all accounts that can be written to: the mailing list of a call."""
    async with borrowed(pool) as connection:
        return tuple(row["id"] for row in await connection.fetch(ACCOUNTS))


FACTS = """
SELECT id, name, kind, country, region, is_observer, simulated, erased_at IS NOT NULL AS is_erased
FROM stakeholder WHERE id = ANY($1) ORDER BY lower(name), id
"""


async def facts_of(pool: asyncpg.Pool, accounts: Sequence[str]) -> dict[str, StakeholderFacts]:
    """What may be shown of these accounts, by id, in the order of their names; ids that nobody has are left out."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(FACTS, list(accounts))
    return {row["id"]: StakeholderFacts.model_validate(dict(row)) for row in rows}


# Looks through every entry of these streams: it is done when somebody asks to be forgotten.
INVOLVED = """
WITH named AS (
    SELECT DISTINCT l.stream FROM ledger AS l
    WHERE split_part(l.stream, '/', 1) IN ('dialogue', 'conference', 'engagement')
        AND (strpos(l.data::text, to_json($1::text)::text) > 0 OR l.actor ->> 'person' = $1)
)
SELECT
    n.stream AS workflow_id,
    (SELECT l.version FROM ledger AS l WHERE l.stream = n.stream ORDER BY l.version DESC LIMIT 1) AS version,
    EXISTS (
        SELECT FROM ledger AS c
        WHERE c.stream = 'cycle/' || split_part(n.stream, '/', 2) AND (
            c.type = 'cycle_completed' OR (c.type = 'attached_ended' AND c.data ->> 'workflow_id' = n.stream)
        )
    ) AS is_over
FROM named AS n ORDER BY n.stream
"""


async def involvements(pool: asyncpg.Pool, account: str) -> list[Involvement]:
    """The dialogues, conferences and engagements that name an account, by their ids."""
    async with borrowed(pool) as connection:
        return await _involvements(connection, account)


HOLD = "SELECT id FROM stakeholder WHERE id = $1 AND erased_at IS NULL FOR UPDATE"

ERASE = "UPDATE stakeholder SET name = '', contact = '', email = '', erased_at = now() WHERE id = $1"


async def erase_stakeholder(pool: asyncpg.Pool, account: str, *, settled: Mapping[str, int] | None = None) -> None:
    """Overwrite name, contact and e-mail of an account on request; its id stays, since the ledger knows it.

    Everything that names the account has to be over. Of what is not, the caller may know by the rules that nothing more
    will become of it: `settled`, workflow id -> version of the last entry that was looked at.

    Raises:
        NotFound: `unknown_stakeholder`.
        RuleViolation: `stakeholder_in_use`, it has an application without an outcome, or may have one.
    """
    known = settled or {}
    async with borrowed(pool) as connection, connection.transaction():
        if await connection.fetchval(HOLD, account) is None:
            raise _unknown(account)
        # Nobody can apply with this account from here on until it is erased: record_act waits for the row.
        for each in await _involvements(connection, account):
            if not each.is_over and known.get(each.workflow_id) != each.version:
                raise RuleViolation(
                    "stakeholder_in_use",
                    f"{each.workflow_id} is not over for account {account}: decide or withdraw its application first.",
                )
        await connection.execute(ERASE, account)


async def _involvements(connection: Connection, account: str) -> list[Involvement]:
    return [Involvement.model_validate(dict(row)) for row in await connection.fetch(INVOLVED, account)]


def _check(stakeholder: Stakeholder) -> None:
    checked_email(stakeholder.email)
    checked_name(stakeholder.contact)
    if not checked_name(stakeholder.name):
        raise InputInvalid("bad_name", "An organisation needs a name: take it from its application.")


def _mixed(error: asyncpg.RaiseError) -> Exception:
    """The refusal behind an error of the database; `error` itself if it is none of ours."""
    if str(error.args[0]) != "account_mixes":
        return error
    return RuleViolation(
        "account_mixes",
        f"{getattr(error, 'detail', '')} is the address of a person of a review or of a mission, and accounts never "
        "mix: register the stakeholder with another address.",
    )


def _unknown(account: str) -> NotFound:
    return NotFound(
        "unknown_stakeholder", f"No stakeholder is registered as {account!r}, or the account was erased: look it up."
    )
