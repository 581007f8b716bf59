"""The draw doctor: how long the clash of an injured register takes, the worst of fifty, with a proof of each member.

`python -m bench.doctor`: the registers of `tests.doctor.injured`, up to 200 States with four instruments, and the real
one whole.
"""

import time

from bench.lots import register
from doctor.clash import clash_of
from doctor.diagnosis import diagnose, sample_groups
from doctor.question import question_of
from tests.doctor.injured import FIFTY, injured

SECONDS = 10.0
"""Budget of one clash."""


def main() -> None:
    """Measure and print."""
    taken = sorted(_seconds_of(number) for number in FIFTY)
    print(
        f"clash of an injured register, {len(taken)} of them: worst {taken[-1]:.1f} s (budget {SECONDS:.0f} s), "
        f"median {taken[len(taken) // 2]:.2f} s, all {sum(taken):.0f} s"
    )
    started = time.perf_counter()
    verdict = diagnose(register(1)).verdict
    print(f"diagnosis of the real register: {time.perf_counter() - started:.1f} s, {verdict}")


def _seconds_of(number: int) -> float:
    inputs = injured(number)
    question = question_of(inputs, sample_groups(inputs))
    started = time.perf_counter()
    clash = clash_of(question)
    took = time.perf_counter() - started
    members = {str(rule) for rule in clash.rules}.union(clash.states)
    proved = {member for proof in clash.proofs for member in (proof.without, *proof.like)}
    if members != proved:
        raise AssertionError(f"register {number}: no proof for {sorted(members - proved)}")
    return took


if __name__ == "__main__":
    main()
