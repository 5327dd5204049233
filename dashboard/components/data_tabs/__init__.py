"""The tabs of the data page, one module each."""
