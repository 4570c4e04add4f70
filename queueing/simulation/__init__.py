"""Made-up visitors and clerks who use a hall through its public API only; nothing here knows its inside."""
