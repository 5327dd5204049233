"""One small release with every difficult case, followed from the file to the chart, the table and the CSV."""

import csv
import io

import polars as pl
import pytest

from dashboard.components.line_words import end_names, footnotes, line_names, with_hover
from dashboard.exports.csv import csv_bytes
from dashboard.figures.lines import Look
from dashboard.figures.trend import trend_figure
from dashboard.filters import ANY, Filters
from dashboard.views.explorer import explorer
from dashboard.views.index import indexed
from dashboard.views.selection import selected
from dashboard.views.series import change, choose_source
from dashboard.views.trend import lines, table, trend

NUMBER = "residential_care_number"
RATE = "residential_care_rate"


@pytest.fixture(scope="session")
def truth(truth_release):
    return truth_release.catalogue()


@pytest.fixture(scope="session")
def shipped(shipped_release):
    return shipped_release.catalogue()


def asked(*areas, **changes):
    return Filters(**{"indicator": NUMBER, "areas": areas, "start": 1989, "end": 2025, **changes})


def selection(observations, catalogue, filters):
    return selected(observations.filter(pl.col("indicator") == filters.indicator), filters, catalogue)


def frame_of(observations, catalogue, filters):
    return with_hover(trend(selection(observations, catalogue, filters), filters.areas), catalogue, "en")


def figure_of(observations, catalogue, filters):
    frame = frame_of(observations, catalogue, filters)
    found = lines(frame)
    names = line_names(found, catalogue, "en")
    return trend_figure(frame, found, Look(labels=names, short_labels=end_names(names, found)))


def drawn(figure):
    """Return the points of each line; None where the line is open."""
    return {
        line.name: [None if value is None else (year, value) for year, value in zip(line.x, line.y, strict=True)]
        for line in figure.data
        if "lines" in line.mode
    }


def csv_rows(rows, release, catalogue):
    content = csv_bytes(rows, release, rows["source"].unique().sort(), catalogue).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


class TestZero:
    def test_is_a_value_in_the_release(self, truth_observations):
        rows = truth_observations.filter(pl.col("indicator") == NUMBER, pl.col("ref_area") == "DNK")
        assert rows.filter(pl.col("time_period") == 2017)["obs_value"].to_list() == [0.0]

    def test_is_drawn_at_zero_with_a_filled_dot_and_the_word(self, truth_observations, truth):
        line = figure_of(truth_observations, truth, asked("DNK")).data[0]
        place = list(line.x).index(2017)
        assert (line.y[place], line.text[place], line.marker.symbol[place]) == (0.0, "0", "circle")

    def test_is_on_the_axis(self, truth_observations, truth):
        assert figure_of(truth_observations, truth, asked("DNK")).layout.yaxis.range[0] == 0

    def test_is_a_zero_in_the_file(self, truth_observations, truth, truth_release):
        rows = csv_rows(table(frame_of(truth_observations, truth, asked("DNK"))), truth_release, truth)
        assert [row["obs_value"] for row in rows if row["time_period"] == "2017"] == ["0"]

    def test_gives_a_rate_of_zero(self, truth_observations):
        rows = truth_observations.filter(pl.col("indicator") == RATE, pl.col("ref_area") == "DNK")
        assert rows.filter(pl.col("time_period") == 2017)["obs_value"].to_list() == [0.0]


class TestNoValue:
    def test_missing_not_collected_not_applicable_and_suppressed_stay_four_things(self, truth_observations):
        nulls = truth_observations.filter(pl.col("indicator") == NUMBER, pl.col("obs_value").is_null())
        assert set(nulls["obs_status"]) == {"O", "L", "M", "Q"}

    @pytest.mark.parametrize(("area", "year"), [("DNK", 2018), ("EST", 2016), ("EST", 2020), ("DNK", 2020)])
    def test_opens_the_line(self, truth_observations, truth, area, year):
        (points,) = drawn(figure_of(truth_observations, truth, asked(area))).values()
        years = [None if point is None else point[0] for point in points]
        assert year not in years
        assert None in years[years.index(year - 1) : years.index(year + 1)]

    def test_stays_in_the_table_with_its_reason(self, truth_observations, truth):
        rows = table(frame_of(truth_observations, truth, asked("EST")))
        found = rows.filter(pl.col("obs_value").is_null()).select("time_period", "obs_status")
        assert found.rows() == [(2016, "L"), (2020, "M")]

    def test_is_an_empty_cell_in_the_file(self, truth_observations, truth, truth_release):
        rows = csv_rows(table(frame_of(truth_observations, truth, asked("EST"))), truth_release, truth)
        found = {row["time_period"]: (row["obs_value"], row["obs_status"]) for row in rows}
        assert (found["2016"], found["2020"]) == (("", "L"), ("", "M"))

    def test_gives_no_rate(self, truth_observations):
        rates = truth_observations.filter(pl.col("indicator") == RATE, pl.col("ref_area") == "DNK")
        assert 2018 not in rates["time_period"].to_list()


class TestSuppressed:
    def test_is_never_a_number(self, truth_observations):
        assert truth_observations.filter(pl.col("obs_status").str.contains("Q"))["obs_value"].null_count() == 2

    def test_is_a_square_on_the_axis_line_and_no_point_of_the_line(self, truth_observations, truth):
        figure = figure_of(truth_observations, truth, asked("DNK"))
        (square,) = [trace for trace in figure.data if trace.name == "suppressed"]
        assert (list(square.x), square.marker.symbol, square.yaxis) == ([2020], "square", "y2")
        assert "Suppressed" in square.customdata[0]
        (points,) = drawn(figure).values()
        assert 2020 not in [point[0] for point in points if point]

    def test_is_an_empty_cell_in_table_and_file(self, truth_observations, truth, truth_release):
        rows = explorer(truth_observations.filter(pl.col("indicator") == NUMBER), asked("DNK"), truth)
        found = [row for row in csv_rows(rows, truth_release, truth) if row["time_period"] == "2020"]
        assert [(row["obs_value"], row["obs_status"]) for row in found] == [("", "Q")]


class TestBreak:
    def test_cuts_the_line(self, truth_observations, truth):
        (points,) = drawn(figure_of(truth_observations, truth, asked("LVA"))).values()
        assert points == [(2016, 1500.0), (2017, 1400.0), None, (2018, 600.0), (2019, 550.0)]

    def test_is_two_strokes_with_its_note(self, truth_observations, truth):
        figure = figure_of(truth_observations, truth, asked("LVA"))
        (mark,) = [trace for trace in figure.data if trace.mode == "text"]
        assert (list(mark.x), list(mark.y)) == ([2017.5], [1000.0])
        assert "small group homes are no longer counted" in mark.customdata[0].replace("<br>", " ")

    def test_is_said_in_the_table_with_its_note(self, truth_observations, truth):
        rows = table(frame_of(truth_observations, truth, asked("LVA")))
        found = rows.filter(pl.col("cut") == "break").select("time_period", "note").row(0)
        assert found == (2018, "New definition: small group homes are no longer counted.")

    def test_no_change_is_computed_across_it(self, truth_observations, truth):
        rows = selection(truth_observations, truth, asked("LVA"))
        assert change(rows, 2016, 2019).select("change", "reason").rows() == [(None, "break")]
        assert change(rows, 2016, 2017)["change"].to_list() == [-100.0]

    def test_an_index_stops_at_it(self, truth_observations, truth):
        found = indexed(frame_of(truth_observations, truth, asked("LVA")), 2016)
        assert found.frame["time_period"].to_list() == [2016, 2017]


class TestGap:
    def test_a_year_nobody_reported_opens_the_line(self, truth_observations, truth):
        (points,) = drawn(figure_of(truth_observations, truth, asked("EST"))).values()
        assert points == [(2015, 1000.0), None, (2017, 900.5), None, (2019, 800.0), None, (2021, 700.0)]

    def test_no_change_is_computed_across_it(self, truth_observations, truth):
        rows = selection(truth_observations, truth, asked("EST"))
        assert change(rows, 2015, 2021).select("change", "reason").rows() == [(None, "gap")]


class TestTwoSources:
    def test_are_two_lines(self, truth_observations, truth):
        found = drawn(figure_of(truth_observations, truth, asked("POL")))
        assert sorted(found) == ["Poland · Harmonised database", "Poland · National statistical office"]
        assert (2016, 45497.0) in found["Poland · Harmonised database"]
        assert (2016, 15568.0) in found["Poland · National statistical office"]

    def test_are_never_joined_where_one_is_chosen(self, truth_observations, truth):
        rows = selection(truth_observations, truth, asked("POL"))
        for purpose in ("home", "comparison"):
            assert choose_source(rows, truth, purpose)["source"].n_unique() == 1

    def test_no_change_is_computed_from_one_to_the_other(self, truth_observations, truth):
        rows = selection(truth_observations, truth, asked("POL"))
        assert change(rows, 2014, 2018)["change"].to_list() == [None, None]


class TestOtherBasisAndAges:
    def test_a_during_year_count_is_on_no_stock_line(self, truth_observations, truth):
        (points,) = drawn(figure_of(truth_observations, truth, asked("FIN"))).values()
        assert points == [(2018, 5000.0), (2019, 5100.0)]

    def test_asked_for_it_is_a_line_of_its_own_and_marked(self, truth_observations, truth):
        filters = asked("FIN", basis=ANY)
        found = drawn(figure_of(truth_observations, truth, filters))
        assert found["Finland"] == [(2018, 5000.0), (2019, 5100.0)]
        assert found["Finland¹"] == [(2018, 9000.0), (2019, 9200.0)]
        notes = footnotes(lines(frame_of(truth_observations, truth, filters)), truth, "en")
        label = truth.codelists["count_bases"]["during_year"].label_in("en")
        assert [note.lower() for note in notes] == [f"¹ {label}".lower()]

    def test_wider_ages_carry_a_raised_mark_and_a_line_below(self, truth_observations, truth):
        found = lines(frame_of(truth_observations, truth, asked("NOR")))
        assert footnotes(found, truth, "en") == [f"¹ {truth.codelists['ages']['Y0T20'].label_in('en')}"]
        assert list(drawn(figure_of(truth_observations, truth, asked("NOR")))) == ["Norway¹"]

    def test_comparable_only_leaves_both_out(self, truth_observations, truth):
        filters = asked("FIN", "NOR", "SWE", basis=ANY, comparable=True)
        assert list(drawn(figure_of(truth_observations, truth, filters))) == ["Finland"]

    def test_wider_ages_give_no_rate(self, truth_observations):
        rates = truth_observations.filter(pl.col("indicator") == RATE, pl.col("ref_area") == "NOR")
        assert rates.is_empty()


class TestPrecision:
    def test_estimated_and_provisional_points_are_hollow(self, truth_observations, truth):
        for area, year in (("EST", 2017), ("DNK", 2021)):
            line = figure_of(truth_observations, truth, asked(area)).data[0]
            assert line.marker.symbol[list(line.x).index(year)].endswith("-open")

    def test_nothing_is_rounded_before_the_file(self, truth_observations, truth, truth_release):
        filters = asked("EST", indicator=RATE)
        rows = explorer(truth_observations.filter(pl.col("indicator") == RATE), filters, truth)
        written = csv_rows(rows, truth_release, truth)
        assert [float(row["obs_value"]) for row in written] == rows["obs_value"].to_list()
        assert 900.5 * 100_000 / 248_000 in rows["obs_value"].to_list()

    def test_table_chart_and_file_say_the_same(self, truth_observations, truth, truth_release):
        for area in ("DNK", "EST", "LVA", "NOR"):
            shown = table(frame_of(truth_observations, truth, asked(area)))
            in_table = shown.drop_nulls("obs_value").select("time_period", "obs_value").rows()
            in_file = [
                (int(row["time_period"]), float(row["obs_value"]))
                for row in csv_rows(shown, truth_release, truth)
                if row["obs_value"]
            ]
            (points,) = drawn(figure_of(truth_observations, truth, asked(area))).values()
            assert in_table == in_file == [point for point in points if point]

    def test_every_row_of_the_file_names_release_licence_and_citation(self, truth_observations, truth, truth_release):
        for row in csv_rows(table(frame_of(truth_observations, truth, asked("DNK"))), truth_release, truth):
            assert truth_release.id in row["release"]
            assert "CC BY 4.0" in row["licence"]
            assert "National statistical office" in row["citation"]


class TestPublishedFigures:
    """Known answers from published tables, on the figures that ship."""

    def test_poland_2016_is_two_lines_and_no_fall(self, shipped_observations, shipped):
        """45,497 in TransMonEE 2018 (table 4.2.1, with educational institutions); 15,568 at Statistics Poland, 2016."""
        found = drawn(figure_of(shipped_observations, shipped, asked("POL")))
        (many,) = [points for points in found.values() if (2016, 45497.0) in points]
        (few,) = [points for points in found.values() if (2016, 15568.0) in points]
        assert many is not few
        assert max(point[0] for point in many if point) < 2021
        assert min(point[1] for point in few if point and point[0] > 2016) > 14_000

    def test_no_change_is_computed_for_poland_from_2016_to_2021(self, shipped_observations, shipped):
        """664.58 per 100,000 (TransMonEE, 2016) and 206.5 (UNICEF, 2021) are two sources: no fall of two thirds."""
        rows = selection(shipped_observations, shipped, asked("POL", indicator=RATE))
        fallen = change(rows, 2016, 2021).filter(pl.col("change") < -300)
        assert fallen.is_empty()

    def test_lithuania_2018_shows_the_published_rate_and_no_computed_one(self, shipped_observations, shipped):
        """746.23 per 100,000 (TransMonEE 2018); 4,091 children aged 18 and over included would give 813."""
        rows = selection(shipped_observations, shipped, asked("LTU", indicator=RATE, start=2018, end=2018))
        assert rows["obs_value"].to_list() == [746.23]
        assert rows["derivation"].to_list() == [None]
