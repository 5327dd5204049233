"""Files of one and of ten million generated rows: our checked load against a bare DuckDB import of the same file."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from benchmarks.process import cost
from pipelines.catalogue import load_catalogue
from pipelines.load import checked_load
from pipelines.settings import settings

YEARS = 75

BARE = """
import sys, duckdb
connection = duckdb.connect(sys.argv[2])
connection.sql(f"create table observations as select * from read_csv('{sys.argv[1]}', header = true)")
connection.close()
"""


def generate(path, rows):
    """Write a file of so many valid, distinct rows in the upload format, the same at every run.

    Indicators, areas and years vary first, then sources; the value depends on area, year and source, so that no part is
    larger than its total.
    """
    catalogue = load_catalogue(settings().data_dir)
    indicators = sorted(each.id for each in catalogue.indicators.values() if not each.wanted and "Y0T17" in each.ages)
    areas = sorted(code for code, area in catalogue.areas.items() if area.extra["kind"] == "country")
    row = pl.int_range(rows, dtype=pl.Int64)
    indicator, area = row % len(indicators), row // len(indicators) % len(areas)
    year = row // (len(indicators) * len(areas)) % YEARS
    source = row // (len(indicators) * len(areas) * YEARS)
    bases = [catalogue[each].basis for each in indicators]
    sources = sorted(catalogue.sources)
    pl.select(
        indicator=pick(indicators, indicator),
        ref_area=pick(areas, area),
        time_period=1950 + year,
        sex=pl.lit("_T"),
        age=pl.lit("Y0T17"),
        disability=pl.lit("_T"),
        count_basis=pick(bases, indicator),
        obs_value=1 + (year * 7919 + area * 31 + source * 17) % 95,
        obs_status=pl.lit("A"),
        ref_date=pl.lit(None, pl.String),
        origin=pl.lit("Generated table"),
        note=pl.lit(None, pl.String),
        source=pick(sources, source),
    ).write_csv(path)


def pick(codes, number):
    """Return the codes at these places."""
    return pl.lit(pl.Series(codes)).gather(number)


def compared(folder, rows):
    """Return the costs of our load and of the bare import of a file of so many rows."""
    file, folder = Path(folder) / f"generated_{rows}.csv", Path(folder)
    generate(file, rows)
    ours = cost([sys.executable, "-m", "benchmarks.load", str(file), str(folder / f"{rows}_checked.duckdb")])
    bare = cost([sys.executable, "-c", BARE, str(file), str(folder / f"{rows}_bare.duckdb")])
    file.unlink()
    return ours, bare


if __name__ == "__main__":
    loaded = checked_load(Path(sys.argv[1]), load_catalogue(settings().data_dir), Path(sys.argv[2]))
    if "error" in loaded.problems["level"]:
        sys.exit(str(loaded.problems))
