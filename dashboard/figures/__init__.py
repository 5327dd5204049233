"""From a frame to a Plotly figure; pure, no Streamlit."""
