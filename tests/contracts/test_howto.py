"""The how-to for connectors is true: its code runs, and what it declares passes."""

import json
import re
from pathlib import Path

import pytest

from workflows.contract import Rejected, Retryable
from workflows.contract.fields import field_problems, schema_problems
from workflows.contract.testing import FakeContext, answer
from workflows.registry import GROUP, Registry

HOWTO = (Path(__file__).parents[2] / "docs/howto/write-a-connector.md").read_text()


@pytest.fixture(scope="module")
def names() -> dict:
    """What the blocks of Python define, run in order; their assertions run too."""
    space = {"json": json}
    blocks = re.findall(r"```python\n(.*?)```", HOWTO, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block, "write-a-connector.md", "exec"), space)
    return space


def test_the_example_is_a_good_connector(names):
    connector, action = names["CONNECTOR"], names["BOOK"]
    assert Registry([connector]).action("parcel.book") is action
    assert schema_problems(action.fields) == schema_problems(connector.connection) == []
    assert field_problems(action.fields, action.sample) == []


@pytest.mark.parametrize(("status", "kind"), [(503, Retryable), (409, Rejected)])
def test_the_example_fails_as_it_says(names, status, kind):
    with pytest.raises(kind) as caught:
        names["BOOK"].run(names["BOOK"].sample, FakeContext([answer(status)], secrets={"token": "t"}))
    assert caught.value.code in names["BOOK"].errors


def test_the_words_of_the_text_are_the_words_of_the_code():
    assert f'"{GROUP}"' in HOWTO
    subset = re.search(r"Use this subset: `(.*?)`", HOWTO, re.DOTALL)[1].split()
    assert schema_problems({word: {} for word in subset if word not in ("type", "required", "items")}) == []
