"""From files of figures to an immutable release. Knows nothing of the dashboard."""
