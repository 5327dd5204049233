"""The program that reads a workbook, `python -m pipelines.intake.workbook`, limited in time and memory.

It takes a workbook on its standard input and writes JSON lines (see `workbook_child.opened_from`) to its output. What
it reads was made by nobody knows whom: it holds no secret, and the worst that can happen to it is to end.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

from pipelines.intake.opened import Limits


def _limit_this_process(limits: Limits) -> None:
    if sys.platform != "win32":
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, limits.child_memory_bytes),
            (resource.RLIMIT_CPU, limits.child_seconds),
            (resource.RLIMIT_FSIZE, 2 * limits.unpacked_bytes),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(kind, (most, most))


def main() -> None:
    """Read a workbook from standard input under the limits given as JSON in the first argument."""
    limits = Limits(**json.loads(sys.argv[1]))
    _limit_this_process(limits)
    # openpyxl looks for numpy to know its number types; loading it takes longer than reading most workbooks.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    warnings.simplefilter("ignore")
    from pipelines.intake.workbook_reader import answer

    encode = json.JSONEncoder(separators=(",", ":")).encode

    def write(part: Any) -> None:  # noqa: ANN401
        sys.stdout.write(encode(part) + "\n")

    answer(sys.stdin.buffer, limits, write)


if __name__ == "__main__":
    main()
