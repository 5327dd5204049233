"""Who may do what."""

import streamlit as st

from dashboard import people, state
from dashboard.components.contribute.entrance import admitted
from dashboard.components.contribute.member_list import member_list
from dashboard.text import words

language, person = state.language(), people.person()
st.title(words("Members", language), anchor=False)
if admitted(person, "admin", language) and person.member:
    member_list(person.member, language)
