"""What a reader takes away, made from exactly what is shown."""
