"""Mutated files through the gate, many of them: `make fuzz FUZZ="--files 5000 --seconds 300"`.

Every worker lives under a limit of memory; every fiftieth workbook goes through the real child. Files that get
through wrongly are kept in build/fuzz/ under their number.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.examine import examine, workbooks_read_here
from tests.fuzz.mutations import mutated

KEPT = Path("build/fuzz")
MEMORY = 512 * 2**20
BATCH = 200
EVERY = 50


class Batch(NamedTuple):
    """What came of some files."""

    outcomes: Counter[str]
    wrong: dict[int, str]


def _limit_memory() -> None:
    used = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))


def _batch(first: int) -> Batch:
    outcomes: Counter[str] = Counter()
    wrong = {}
    for seed in range(first, first + BATCH):
        content = mutated(seed)
        if seed % EVERY == 0:
            outcome, told = examine(content)
        else:
            with workbooks_read_here():
                outcome, told = examine(content)
        outcomes[outcome] += 1
        if told:
            wrong[seed] = told
    return Batch(outcomes, wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=3_000)
    parser.add_argument("--first", type=int, default=0)
    wanted = parser.parse_args()
    begun, outcomes, wrong = time.monotonic(), Counter(), {}
    # Unlike a Pool, an executor says when a worker died instead of waiting for it for ever.
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn"), initializer=_limit_memory) as workers:
        for batch in workers.map(_batch, range(wanted.first, wanted.first + wanted.files, BATCH)):
            outcomes += batch.outcomes
            wrong |= batch.wrong
            if time.monotonic() - begun > wanted.seconds:
                print(f"stopped after {wanted.seconds} seconds")
                workers.shutdown(cancel_futures=True)
                break
    return _report(outcomes, wrong, time.monotonic() - begun)


def _report(outcomes: Counter[str], wrong: dict[int, str], seconds: float) -> int:
    print(f"{outcomes.total():,} files in {seconds:,.0f} s")
    for outcome, count in outcomes.most_common():
        print(f"{count:8,}  {outcome}")
    KEPT.mkdir(parents=True, exist_ok=True)
    for seed, told in sorted(wrong.items()):
        (KEPT / str(seed)).write_bytes(mutated(seed))
        print(f"WRONG {seed}: {told}")
    return 1 if wrong or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
