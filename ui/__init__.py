"""The Streamlit pages: they choose races, explain them and hand them to the stage."""
