"""Arrays to Plotly figures and pictures: `animate(run(specs))` plays a race in a notebook or a saved page.

Nothing is computed here but the drawing. This is the only room that imports Plotly.
"""
