"""Pieces of the pages on which members send figures in and decide about them."""
