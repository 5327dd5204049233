"""What was published when, and how to undo it."""

import streamlit as st

from dashboard import people, state
from dashboard.components.contribute.entrance import admitted
from dashboard.components.contribute.release_list import release_list
from dashboard.text import words

language, person = state.language(), people.person()
st.title(words("Releases", language), anchor=False)
if admitted(person, "reviewer", language) and person.member:
    release_list(person.member, language)
