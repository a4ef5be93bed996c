"""A model server on this machine that bills made-up tokens and keeps a ledger of them."""

from .server import Mock

__all__ = ["Mock"]
