"""Sends a person's file in, in five steps; a closed tab loses nothing."""

import streamlit as st

from dashboard import people, state
from dashboard.components.contribute.entrance import admitted
from dashboard.components.contribute.flow import contribute
from dashboard.text import words

language, person = state.language(), people.person()
st.title(words("Contribute figures", language), anchor=False)
if admitted(person, "contributor", language) and person.member:
    contribute(person.member, language)
