"""`python -m pipelines` is `di-tracker`."""

from pipelines.cli import app

app()
