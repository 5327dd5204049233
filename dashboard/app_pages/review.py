"""Decides about what was sent in, approves it or returns it with comments."""

import streamlit as st

from dashboard import people, state
from dashboard.components.contribute.entrance import admitted
from dashboard.components.contribute.reviewing import review
from dashboard.text import words

language, person = state.language(), people.person()
st.title(words("Review", language), anchor=False)
if admitted(person, "reviewer", language) and person.member:
    review(person.member, language)
