"""The hall's memory in SQL: facts, tickets, plans, people and keys."""
