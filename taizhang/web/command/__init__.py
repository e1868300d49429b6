"""What the command screen on the wall and the desk's dashboard show of a place: read from figures, never counted."""
