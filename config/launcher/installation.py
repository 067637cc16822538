"""What the embedded servers of one folder are made and started with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.launcher.account import Account
from config.launcher.keys import Keys
from config.launcher.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The folder, whose processes its servers are, their passwords and ports, and what they see of the environment."""

    places: Places
    account: Account
    keys: Keys
    environment: Mapping[str, str]

    def owned(self) -> dict[str, Any]:
        """Return how to make a folder that belongs to the servers alone."""
        return {"mode": 0o700, "uid": self.account.uid, "gid": self.account.gid}
