"""How long will I wait: learned from the hall's own log, played forward, scored against what came."""
