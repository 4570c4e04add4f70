"""Pure functions and frozen dataclasses: the rules of the hall, with time passed in."""
