"""The demo tenant: what it holds, and how a second start finds it again."""
