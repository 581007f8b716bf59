"""Texts that may name no State are read before an act is recorded; what names one leaves nothing behind."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.testing import ActivityEnvironment

from activities.recording import RecordingActivity
from mechanisms.country_names import names_in
from models.documents import DocumentRef
from models.ledger import Recorded, Recording
from models.naming import Reading
from models.people import SECRETARIAT
from models.register import Region
from models.stakeholders import Applicant, OrganisationKind
from notices.addressees import NO_CIRCLE
from store.documents import add_version
from store.ledger import entries
from store.pool import Pool, open_pool
from tests.store import build

STREAM = "dialogue/untoc-1/firearms-2027"


@dataclass
class Recorder:
    """The activity on a store of its own."""

    pool: Pool
    activity: RecordingActivity

    async def document(self, text: str, media_type: str = "text/plain") -> DocumentRef:
        """Keep a document."""
        return await add_version(
            self.pool,
            document=None,
            cycle="untoc-1",
            kind="summary",
            media_type=media_type,
            language="en",
            content=text.encode(),
            simulated=True,
        )

    async def record(self, **changes: Any) -> Recorded:
        """Record one act."""
        status = build.status(1, workflow_id=STREAM, state=None, phase=None)
        plain = build.recording(
            stream=STREAM, status=status, entries=(build.entry(type="cd_opened", data={}, actor=SECRETARIAT),)
        )
        return await ActivityEnvironment().run(self.activity.record, plain.model_copy(update=changes))

    async def refusal(self, **changes: Any) -> ApplicationError:
        """The refusal of one act, which leaves nothing behind and is not tried again."""
        with pytest.raises(ApplicationError) as refused:
            await self.record(**changes)
        assert refused.value.non_retryable
        assert refused.value.category is ApplicationErrorCategory.BENIGN
        assert await entries(self.pool, STREAM) == []
        return refused.value


@pytest_asyncio.fixture
async def recorder(postgres_url: str) -> AsyncIterator[Recorder]:
    pool = await open_pool(postgres_url)
    yield Recorder(pool, RecordingActivity(pool, NO_CIRCLE, names=names_in))
    await pool.close()


async def test_a_text_that_names_nobody_is_recorded(recorder: Recorder) -> None:
    document = await recorder.document("Participants called for more training.")

    recorded = await recorder.record(documents=(document,), readings=(Reading(documents=(document,), texts=("x",)),))

    assert recorded.version == 1


async def test_a_text_that_names_states_is_refused_with_the_words_and_the_way_round(recorder: Recorder) -> None:
    document = await recorder.document("Good.\nKenya, and the French police; Kenya again.")

    refused = await recorder.refusal(readings=(Reading(documents=(document,), code="summary_names_a_state"),))

    assert refused.type == "summary_names_a_state"
    assert f"document {document.id} has 'Kenya' (KEN, line 2), 'French' (FRA, line 2): take the words out" in str(
        refused
    )
    assert "override for FRA, KEN with the reason" in str(refused)


async def test_an_act_without_an_override_is_told_of_none_and_whom_it_may_name(recorder: Recorder) -> None:
    reading = Reading(texts=("France has learned from Kenya.",), allowed=("FRA",), has_override=False)

    refused = str(await recorder.refusal(readings=(reading,)))

    assert "No State but FRA may be named here, and the act itself has 'Kenya' (KEN, line 1): take the words" in refused
    assert "override" not in refused


async def test_only_some_of_many_words_are_quoted(recorder: Recorder) -> None:
    refused = await recorder.refusal(readings=(Reading(texts=("Kenya, Peru, Mali, Chad, Togo, Malta, Fiji",)),))

    assert refused.type == "names_a_state"
    assert "the act itself has 'Kenya'" in str(refused)
    assert "'Togo' (TGO, line 1) and 2 more" in str(refused)


@pytest.mark.parametrize(("allowed", "is_taken"), [(("KEN", "FRA"), True), (("KEN",), False)])
async def test_an_override_lets_through_the_states_it_names_and_no_other(
    recorder: Recorder, allowed: Sequence[str], *, is_taken: bool
) -> None:
    reading = Reading(texts=("Kenya and France",), allowed=tuple(allowed))

    if is_taken:
        assert (await recorder.record(readings=(reading,))).version == 1
    else:
        assert "'France'" in str(await recorder.refusal(readings=(reading,)))


async def test_a_document_that_cannot_be_read_or_found_is_refused(recorder: Recorder) -> None:
    pdf = await recorder.document("%PDF", "application/pdf")
    missing = DocumentRef(id="doc-nobody/1", sha256="0" * 64)

    assert (await recorder.refusal(readings=(Reading(documents=(pdf,)),))).type == "unreadable_for_names"
    assert (await recorder.refusal(readings=(Reading(documents=(missing,)),))).type == "unknown_document"


async def test_a_worker_that_knows_no_names_lets_no_text_through(recorder: Recorder) -> None:
    recorder.activity = RecordingActivity(recorder.pool, NO_CIRCLE)

    assert (await recorder.refusal(readings=(Reading(texts=("harmless",)),))).type == "unreadable_for_names"
    assert (await recorder.record()).version == 1


async def test_a_stakeholder_that_nobody_registered_is_refused(recorder: Recorder) -> None:
    applicant = Applicant(stakeholder="s-nobody", kind=OrganisationKind.NGO, region=Region.WEOG)

    assert (await recorder.refusal(applicants=(applicant,))).type == "unknown_stakeholder"


def test_what_an_act_does_not_use_is_not_in_its_recording() -> None:
    plain: Recording = build.recording(1)

    assert not {"applicants", "readings", "beacons"} & set(plain.model_dump(mode="json"))
