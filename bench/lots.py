"""The drawing of lots: how long a draw takes, how that grows with the register, and whether the walks still agree.

`python -m bench.lots`: the real register, from inputs to the bytes of the transcript; the same with ten times as many
States (copies with invented codes, so that regions and gaps keep their proportions); and the checker on both.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from models.lots import LotsInputs, LotsPolicy, LotsState
from rules.lots.canonical import sha256
from rules.lots.checks import checked_inputs
from rules.lots.transcript import transcript_of, written
from tests.build import untoc
from tests.rules.lots.checker import load_checker

TIMES = 10
RUNS = 3
"""How often the real register is drawn; the quickest counts, since others may be at work on the machine."""

SECONDS = 2.0
"""Budget of a draw of the real register."""

MILLION = 1_000_000
LETTERS = 26

_Result = TypeVar("_Result")


def main() -> None:
    """Measure and print."""
    once, check = _measured(register(1), runs=RUNS)
    many, checks = _measured(register(TIMES), runs=1)
    print(f"draw of the real register: {once:.2f} s (budget {SECONDS:.0f} s)")
    print(f"{TIMES} times as many States:  {many / once:.0f} times as long (budget {TIMES**2}), {many:.1f} s")
    print(f"checking it:               {check:.2f} s, and {checks / check:.0f} times as long, {checks:.1f} s")


def register(times: int) -> LotsInputs:
    """The real register by the shipped policy, so many times over; `times` 1 keeps the codes."""
    states = [each for each in untoc().register.states if each.instruments]
    return checked_inputs(
        [
            LotsState(
                iso3=each.iso3 if times == 1 else _code(copy * len(states) + number),
                region=each.region,
                instruments=each.instruments,
                legal_tradition=each.legal_tradition,
            )
            for copy in range(times)
            for number, each in enumerate(states)
        ],
        LotsPolicy.of(untoc().mechanism.policy),
    )


def _code(number: int) -> str:
    return "".join(chr(ord("A") + number // LETTERS**place % LETTERS) for place in (2, 1, 0))


def _measured(inputs: LotsInputs, *, runs: int) -> tuple[float, float]:
    """Seconds of a draw and of its check; prints how well the walks agree, and that the checker finds it sound."""
    checker: Any = load_checker()
    seeds = [sha256({"draw": number}) for number in range(runs)]
    draws = [_timed(lambda seed=seed: _drawn(inputs, seed)) for seed in seeds]
    took, record = min(draws, key=lambda draw: draw[0])
    check, said = _timed(lambda: checker.check(written(record), record["inputs_sha256"]))
    print(f"{len(inputs.states)} States: {said.partition(';')[0]}")
    for stage, method in record["method"].items():
        index, most = method["distance_millionths"] / MILLION, method["tolerance_millionths"] / MILLION
        print(f"  {stage}: {method['slots']} slots, {method['steps']} steps, index {index:.3f}, at most {most:.3f}")
    return took, check


def _drawn(inputs: LotsInputs, seed: str) -> dict[str, Any]:
    record = transcript_of(inputs, [{"source": "given", "value": seed}])
    written(record)
    return record


def _timed(what: Callable[[], _Result]) -> tuple[float, _Result]:
    started = time.perf_counter()
    result = what()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main()
