"""Changes of a scenario: variants, the values of a sweep, and inputs made larger or smaller."""
