"""From observations and filters to the frame a figure draws; pure, no Streamlit."""
