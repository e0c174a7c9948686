"""Read the files that editors write, and parse them into documents."""
