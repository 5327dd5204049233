import os
import time

import pytest

from pipelines.child import ChildError, Children
from pipelines.intake.gate import pass_gate


@pytest.fixture
def children():
    started = Children(1)
    yield started
    started.close()


def test_work_is_done_in_another_process(children):
    assert children.run(os.getpid) != os.getpid()


def test_a_child_is_kept_for_the_next_piece_of_work(children):
    assert children.run(os.getpid) == children.run(os.getpid)


def test_what_comes_back_is_what_the_function_returns(children):
    content = b"area,year,value\nDNK,2020,5\n"
    assert children.run(pass_gate, content) == pass_gate(content)


def test_a_child_that_dies_is_told_and_replaced(children):
    with pytest.raises(ChildError, match="stopped"):
        children.run(os._exit, 1)
    assert children.run(os.getpid) > 0


def test_work_that_takes_too_long_is_ended_and_replaced(children):
    with pytest.raises(ChildError, match="seconds"):
        children.run(time.sleep, 30, timeout_s=0.2)
    assert children.run(os.getpid) > 0


def test_an_error_is_told_with_its_words(children):
    with pytest.raises(ChildError, match="ValueError: invalid literal"):
        children.run(int, "many")
