"""The Streamlit app: pages, figures, views and the words on them."""
