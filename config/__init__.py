"""The composition root: it sees every app and is seen by none."""
