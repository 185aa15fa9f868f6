"""The pages and what they have in common. Streamlit runs this file anew for every change."""

import streamlit as st

from ui import addresses, atlas, depth, dress, fair, maps, networks, overview, race, rates, trainability, widths

st.set_page_config(page_title="Descent Lab", layout="wide", initial_sidebar_state=300)
page = st.navigation(
    [
        race.as_page(),
        st.Page(overview.page, title="Overview", url_path=addresses.OVERVIEW),
        st.Page(rates.page, title="Learning rates", url_path=addresses.RATES),
        st.Page(maps.page, title="Maps", url_path=addresses.MAPS),
        st.Page(fair.page, title="Fair race", url_path=addresses.FAIR),
        networks.as_page(),
        st.Page(trainability.page, title="Trainability", url_path=addresses.TRAINABILITY),
        st.Page(widths.page, title="Widths", url_path=addresses.WIDTHS),
        st.Page(depth.page, title="Depth", url_path=addresses.DEPTH),
        st.Page(atlas.page, title="Atlas", url_path=addresses.ATLAS),
    ],
    position="top",
)
dress.dress()
page.run()
