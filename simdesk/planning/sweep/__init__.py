"""What changes when inputs do: many versions of a scenario on the same days, and how many agents a wrong forecast takes."""
