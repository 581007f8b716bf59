"""Notes verbales that leave the house: each has a number, and under that number is one letter for ever."""

from datetime import date, datetime

from pydantic import Field

from models.register import Language
from models.value import Value


class NoteVerbale(Value):
    """One numbered letter to the mission of a State; what it says is kept as the bytes of its PDF."""

    key: str = Field(description="key of the notice that it goes with")
    cycle: str
    year: int = Field(description="of `dated`")
    number: int = Field(ge=1, description="counted within cycle and year, without a gap")
    state: str = Field(pattern=r"^[A-Z]{3}$")
    language: Language
    dated: date = Field(description="calendar day in Vienna on which it was numbered")
    simulated: bool
    numbered_at: datetime = Field(description="real instant, UTC")
    sha256: str | None = Field(default=None, description="hex, of the PDF; none until it is written")

    @property
    def reference(self) -> str:
        """The reference number on the letter: `untoc-1/NV/2026/12` (DESIGN: domain.md 9 asks for one, in no form)."""
        return f"{self.cycle}/NV/{self.year}/{self.number}"

    @property
    def file_name(self) -> str:
        """What the PDF is called: `note-verbale-untoc-1-2026-12.pdf`."""
        return f"note-verbale-{self.cycle}-{self.year}-{self.number}.pdf"
