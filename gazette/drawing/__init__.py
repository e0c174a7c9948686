"""The pictures that are drawn: those that chats show with a link."""
