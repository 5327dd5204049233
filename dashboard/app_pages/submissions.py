"""What a member's organisation has sent in, and where it stands."""

import streamlit as st

from dashboard import people, state
from dashboard.components.contribute.entrance import admitted
from dashboard.components.contribute.submission_list import submission_list
from dashboard.text import words

language, person = state.language(), people.person()
st.title(words("My submissions", language), anchor=False)
if admitted(person, "contributor", language) and person.member:
    submission_list(person.member, language)
