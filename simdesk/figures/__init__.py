"""Charts: each is a data function, which is tested, and a function that draws it as a plotly figure."""
