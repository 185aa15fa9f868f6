"""A visitor's file: what is read, and that whatever else comes gets a sentence."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surfaces.neural import Table, TableError, read_csv

ROWS = [(i / 3, -i * i, "yes" if i % 3 else "no") for i in range(30)]


def written(rows, delimiter=",", header=("width", "height", "ripe")):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *rows] if header else rows)
    return text.getvalue().encode()


def lines(target, count=30):
    return "\n".join(f"{i},{target(i)}" for i in range(count)).encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_good_file_is_read(delimiter):
    table = read_csv(written(ROWS, delimiter))
    assert table.features == ("width", "height")
    assert (table.classes, table.target) == (("no", "yes"), "ripe")
    np.testing.assert_allclose(table.x, [row[:2] for row in ROWS], rtol=1e-6)
    np.testing.assert_array_equal(table.y, [row[2] == "yes" for row in ROWS])


def test_a_file_without_a_header_has_numbered_columns():
    table = read_csv(written(ROWS, header=None))
    assert table.features == ("column 1", "column 2")
    assert len(table.y) == 30


def test_another_column_can_be_the_target_and_numbers_can_be_classes():
    rows = [(i % 4, i / 7, i * 1.5) for i in range(40)]
    table = read_csv(written(rows, header=("kind", "a", "b")), target="kind")
    assert (table.classes, table.features) == (("0", "1", "2", "3"), ("a", "b"))
    assert read_csv(written(rows, header=("kind", "a", "b"))).task == "regression"
    assert read_csv(written(rows, header=("kind", "a", "b")), target="kind", task="regression").classes == ()


def test_decimal_commas_a_byte_order_mark_and_blank_lines_do_no_harm():
    text = "\ufefflänge;wert\n" + "\n\n".join(f"{i},5;{i * i},25" for i in range(30))
    table = read_csv(text.encode())
    assert table.features == ("länge",)
    np.testing.assert_allclose(table.x[:, 0], np.arange(30) + 0.5)


GOOD = [f"{i},{i % 2}" for i in range(30)]
BAD = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n ", "the file is empty"),
    "one column": (b"\n".join(b"%d" % i for i in range(30)), "one column"),
    "few rows": (b"1,2\n3,4", "2 rows of data; at least 20"),
    "a letter": (b"Dear all,\nthank you\nfor coming, really.\n", "one column"),
    "no value": ("\n".join([*GOOD, ",1"]).encode(), "row 31, column 'column 1' has no value"),
    "NaN": ("\n".join(["a,b", *GOOD, "NaN,1"]).encode(), "row 32, column 'a' has no value"),
    "no target": ("\n".join([*GOOD, "3,"]).encode(), "row 31, column 'column 2' has no value"),
    "infinite": ("\n".join([*GOOD, "inf,1"]).encode(), "use another unit"),
    "huge": ("\n".join([*GOOD, "1e300,1"]).encode(), "use another unit"),
    "a formula": ("\n".join([*GOOD, "=1+1,1"]).encode(), "holds the formula '=1\\+1'; save the values"),
    "a formula to learn": ("\n".join([*GOOD, "3,=1+1"]).encode(), "holds the formula"),
    "words": ("\n".join([*GOOD, "blue,1"]).encode(), "holds 'blue'; inputs must be numbers"),
    "one class": (lines(lambda _: "cat"), "is 'cat' in every row"),
    "many classes": (lines(lambda i: f"kind {i}"), "30 different values; at most 20 classes"),
    "ragged": ("\n".join([*GOOD, "1,2,3"]).encode(), "row 31 has 3 cells and the first has 2"),
    "UTF-16": ("a,b\n1,2".encode("utf-16"), "save it as CSV in UTF-8"),
    "Latin 1": ("größe,b\n1,2".encode("latin-1"), "byte 3 is not UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
    "zeros": (b"1,2\n\0,3", "no text"),
    "a million rows": (b"1,2\n" * 1_000_000, "more than 20,000 rows"),
    "too long": (b"1,2\n" * 2_000_000, "8.0 MB; at most 5 MB"),
    "wide": (b"\n".join([b",".join([b"1"] * 200)] * 30), "200 columns; keep at most 100 inputs"),
    "a long cell": (b'"' + b"x" * 200_000 + b'",1\n' * 30, "cannot be cut into cells"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_a_sentence(name):
    content, says = BAD[name]
    with pytest.raises(TableError, match=says):
        read_csv(content)


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(TableError, match="no column 'weight'; the columns are width, height, ripe"):
        read_csv(written(ROWS), target="weight")


def test_names_are_made_fit_to_be_shown():
    table = read_csv(written(ROWS, header=("<script>", "<script>", "y\x1b[0m")))
    assert all(set("<>\x1b").isdisjoint(name) for name in (*table.features, table.target))
    assert len(set(table.features)) == 2


CELLS = st.one_of(
    st.floats().map(str), st.integers().map(str), st.text(max_size=8), st.sampled_from(["=1+1", "", "NaN"])
)


def said(content):
    """The table or the sentence that bytes get."""
    try:
        return read_csv(content)
    except TableError as error:
        return str(error)


@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_any_bytes_are_a_table_or_a_sentence(content):
    answer = said(content)
    assert isinstance(answer, Table) or 20 < len(answer) < 600


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=30)))
def test_any_cells_are_a_table_or_a_sentence(rows):
    answer = said(written(rows, header=None))
    if isinstance(answer, Table):
        assert np.isfinite(answer.x).all()
        assert np.isfinite(answer.y).all()
    else:
        assert 20 < len(answer) < 600
