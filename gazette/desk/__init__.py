"""The desk at ``/desk/`` of the live preview: what a document asks of an editor, by mouse and by keys."""
