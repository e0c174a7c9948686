"""What all documents together give: glossary, notes, links, annotations."""
