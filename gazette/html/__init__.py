"""Views → files of HTML, CSS and JavaScript."""
