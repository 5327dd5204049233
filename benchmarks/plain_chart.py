"""A stock page with one Plotly chart: what first-load bytes are compared with."""

import plotly.express as px
import streamlit as st

st.title("One chart")
st.plotly_chart(px.line(x=[2000, 2010, 2020], y=[3, 2, 1]))
