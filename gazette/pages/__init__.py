"""Pages: a view for each, made from documents."""
