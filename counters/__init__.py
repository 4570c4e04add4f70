"""Where clerks and managers work: the gate, the clerk's and the manager's API, the staff pages."""
