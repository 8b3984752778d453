"""Writers of user turns."""
