"""Reads `tools.csv` and `prompts.csv`: the tools of engagement. A mechanism may do without both."""

import re

from mechanisms.tables import TableFolder
from models.toolkit import Offered, Prompt, Tool, Toolkit

TOOLS = "tools.csv"
PROMPTS = "prompts.csv"

MOST_TOOLS = 100

EVENT = re.compile(r"[a-z]+(_[a-z]+)*")


def read_toolkit(folder: TableFolder) -> Toolkit:
    """Read and check both tables, if they are there: every prompt is for a tool that has a row."""
    numbers, tools = _tools(folder) if folder.has(TOOLS) else (frozenset[int](), ())
    return Toolkit(tools=tools, prompts=_prompts(folder, numbers) if folder.has(PROMPTS) else ())


def _tools(folder: TableFolder) -> tuple[frozenset[int], tuple[Tool, ...]]:
    """Every number in the table, and the tools without a problem."""
    table = folder.table(TOOLS, ("tool", "theme", "examples", "idea"))
    numbers: set[int] = set()
    tools: list[Tool] = []
    for row in table or ():
        number = row.number("tool", least=1, most=MOST_TOOLS)
        theme, idea, evidence = row.required("theme"), row.required("idea"), row.evidence()
        if number is None:
            continue
        if number in numbers:
            row.report("duplicate_row", f"tool {number} has a row already", remedy="keep one of them")
        numbers.add(number)
        if theme is not None and idea is not None and evidence is not None:
            examples = tuple(part.strip() for part in row.text("examples").split(";") if part.strip())
            tools.append(Tool(number=number, theme=theme, examples=examples, idea=idea, evidence=evidence))
    return frozenset(numbers), tuple(tools)


def _prompts(folder: TableFolder, tools: frozenset[int]) -> tuple[Prompt, ...]:
    table = folder.table(PROMPTS, ("event", "tool", "whom", "offer"))
    prompts: dict[tuple[str, int, Offered], Prompt] = {}
    for row in table or ():
        event = row.text("event")
        if not EVENT.fullmatch(event):
            row.report("bad_key", f"the event is {event!r}", remedy="write the event as the ledger does: call_opened")
        number = row.number("tool", least=1, most=MOST_TOOLS)
        if number is not None and tools and number not in tools:
            row.report("unknown_tool", f"tool {number} has no row in {TOOLS}", remedy="use the number of a tool there")
        whom = row.choice("whom", Offered, code="unknown_audience")
        offer, evidence = row.required("offer"), row.evidence()
        if number is None or whom is None or offer is None or evidence is None:
            continue
        if (event, number, whom) in prompts:
            row.report("duplicate_row", f"{event} prompts tool {number} to {whom} already", remedy="keep one of them")
        prompts[event, number, whom] = Prompt(event=event, tool=number, whom=whom, offer=offer, evidence=evidence)
    return tuple(prompts.values())
