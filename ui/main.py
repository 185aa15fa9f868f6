"""The pages and what they have in common. Streamlit runs this file anew for every change."""

import streamlit as st

from ui import addresses, atlas, dress, maps, race

st.set_page_config(page_title="Descent Lab", layout="wide", initial_sidebar_state=300)
page = st.navigation(
    [
        race.as_page(),
        st.Page(maps.page, title="Maps", url_path=addresses.MAPS),
        st.Page(atlas.page, title="Atlas", url_path=addresses.ATLAS),
    ],
    position="top",
)
dress.dress()
page.run()
