"""Two thousand mutated files: no crash, no escaped error, each refusal with place and hint, each within its time.

`make fuzz` does the same with a hundred thousand.
"""

from pipelines.intake.gate import pass_gate
from tests.fuzz.examine import examine, workbooks_read_here
from tests.fuzz.mutations import mutated, texts, workbooks

FILES = 2_000


def test_no_mutated_file_gets_the_better_of_the_gate():
    with workbooks_read_here():
        wrong = {seed: told for seed in range(FILES) if (told := examine(mutated(seed))[1])}
    assert wrong == {}


def test_mutated_files_reach_every_stage():
    with workbooks_read_here():
        outcomes = {examine(mutated(seed))[0] for seed in range(300)}
    assert {"unknown", "year_columns", "no_figures", "workbook_unreadable", "not_text"} <= outcomes


def test_the_files_before_mutation_are_fine():
    assert {examine(content)[1] for content in texts()} == {None}


def test_reading_here_and_in_the_child_are_the_same():
    for content in workbooks():
        in_child = pass_gate(content)
        with workbooks_read_here():
            assert pass_gate(content) == in_child
