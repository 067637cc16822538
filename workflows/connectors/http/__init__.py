"""Ask any web service over HTTP."""

from workflows.connectors.http.declaration import CONNECTOR, REQUEST

__all__ = ["CONNECTOR", "REQUEST"]
