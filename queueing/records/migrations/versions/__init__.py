"""The steps of `upgrade`, oldest first; a step that has shipped is never changed."""
