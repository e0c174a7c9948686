"""The pictures that chats show with a link."""
