"""Ports for servers in processes of their own, which cannot hand us a socket."""

from zharia.demo.ports import free_port

__all__ = ["free_port"]
