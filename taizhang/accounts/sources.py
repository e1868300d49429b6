"""From where a request comes, seen past the servers of our own that stand in front."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of whoever came to the outermost of our own servers (settings.TRUSTED_HOPS of them).

    What stands further left in X-Forwarded-For was written by the sender: it counts for nothing.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    hops: int = settings.TRUSTED_HOPS
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    seen = told[-hops] if 0 < hops <= len(told) else nearest
    return _plain(seen) or _plain(nearest)


def source_of(address: str) -> str:
    """What is counted as one sender: an IPv4 address, or the /64 of IPv6, all of which one line has."""
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/64", strict=False))


def is_this_machine(address: str) -> bool:
    return not address or ip_address(address).is_loopback


def _plain(text: str) -> str:
    """An address without port, brackets or the wrapping of IPv4 in IPv6; "" where it is none."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    bare = bare.rpartition(":")[0] if bare.count(":") == 1 else bare
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(found)
