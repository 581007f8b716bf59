"""The documents that the population puts in: a few lines each, marked as simulated in the first word.

An act cites a stored version by id and hash, so every paper is really stored: in one batch for each phase review, when
the phase is opened, and one by one for the drawing of lots. A side uses one paper of a kind for a whole phase: what is
shown is the procedure, not prose.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.documents import DocumentRef
from models.register import Language
from models.status import Status
from store.documents import NewDocument, add_documents
from store.pool import Pool

SECRETARIAT_SIDE = "SECRETARIAT"

MARK: Mapping[Language, str] = {
    Language.ARABIC: "محاكاة",
    Language.CHINESE: "模拟",
    Language.ENGLISH: "SIMULATED",
    Language.FRENCH: "SIMULÉ",
    Language.RUSSIAN: "СМОДЕЛИРОВАНО",
    Language.SPANISH: "SIMULADO",
}
"""The first word of every document, in its language."""

OF_EVERY_SIDE: Mapping[str, str] = {
    "note_verbale": "note verbale that names the people of {author} in this review",
    "meeting_note": "note of a meeting in the dialogue, kept by {author}",
    "change_request": "changes that {author} asks for in the proposed observations",
}
OF_THE_STATE_UNDER_REVIEW: Mapping[str, str] = {
    "questionnaire_section": "draft of a section of the self-assessment of {author}",
    "stakeholder_input": "input that national stakeholders gave to {author}",
    "questionnaire": "replies of {author} to the self-assessment questionnaire",
    "addendum": "addendum of {author} to its replies",
    "answer": "answer of {author} to a question of a reviewing State",
    "need": "need for technical assistance of {author}",
}
OF_A_REVIEWER: Mapping[str, str] = {
    "clarification": "question of {author} to the State under review",
    "feedback": "written feedback of {author}",
    "observations": "list of observations proposed by {author}",
    "summary": "summary of the list of observations, drafted by {author}",
}
OF_THE_LOTS: Mapping[str, str] = {
    "redraw_note": "note verbale by which {author} asks that the draw of one reviewing State be repeated",
    "deferral_note": "note verbale by which {author} puts off reviewing in the year of its own review",
}
OF_THE_SECRETARIAT: Mapping[str, str] = {"minutes": "minutes of the preliminary consultation"}
TRANSLATION = "summary"
"""Kind of the Secretariat's language versions; the rest of it is the language."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document is: who puts it in, for which phase review or drawing, of which kind, in which language."""

    review: str
    author: str
    kind: str
    language: Language = Language.ENGLISH


Papers = Mapping[Paper, DocumentRef]
"""Every paper that is stored."""


def papers_of(status: Status) -> Iterator[Paper]:
    """Yield every paper that anybody may need in a phase review as it stands."""
    review = status.workflow_id
    authors = (str(status.state), *(each.state for each in status.reviewers))
    for author in authors:
        own = OF_THE_STATE_UNDER_REVIEW if author == status.state else OF_A_REVIEWER
        for kind in (*OF_EVERY_SIDE, *own):
            yield Paper(review, author, kind)
    for kind in OF_THE_SECRETARIAT:
        yield Paper(review, SECRETARIAT_SIDE, kind)
    for language in Language:
        yield Paper(review, SECRETARIAT_SIDE, TRANSLATION, language)


def text_of(paper: Paper) -> str:
    """Return the words of a paper."""
    known = {**OF_EVERY_SIDE, **OF_THE_STATE_UNDER_REVIEW, **OF_A_REVIEWER, **OF_THE_LOTS, **OF_THE_SECRETARIAT}
    says = known[paper.kind].format(author="the Secretariat" if paper.author == SECRETARIAT_SIDE else paper.author)
    return (
        f"{MARK[paper.language]}\n\n{paper.review} [{paper.language.value}]: {says}.\n\n"
        "Written by the demonstration of reviewtrack. No State and no person has said any of this.\n"
    )


async def store_papers(pool: Pool, cycle: str, papers: list[Paper]) -> dict[Paper, DocumentRef]:
    """Store papers in one batch and return their references."""
    documents = [
        NewDocument(
            cycle=cycle,
            kind=paper.kind,
            media_type="text/plain",
            language=paper.language.value,
            content=text_of(paper).encode(),
            simulated=True,
        )
        for paper in papers
    ]
    return dict(zip(papers, await add_documents(pool, documents), strict=True))
