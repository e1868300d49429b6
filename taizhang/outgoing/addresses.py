"""Which machines a settable address may lead to. Pure but for the name service."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(ValueError):  # noqa: N818 - it says what the address is
    """The address may not be asked; in Chinese why, and what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address. `machines` are the ones that were looked at: to them, and to no other, one may connect."""

    secure: bool
    host: str
    port: int
    path: str
    machines: tuple[str, ...]


def target_of(url: str, allowed: Collection[str] = ()) -> Target:
    """Raises Forbidden for what is no http(s) address, and for machines that are not public and not allowed.

    `allowed` holds names of hosts and networks ("hooks.example", "10.3.0.0/16"). Every machine that the name leads to
    must be allowed: a name that leads outside and inside at once is refused.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Forbidden("只能写 http:// 或 https:// 开头的地址")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("地址里不要写用户名和密码")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Forbidden("端口不是 1 到 65535 的数字") from None
    machines = _machines(parts.hostname, port)
    if parts.hostname not in allowed:
        for machine in machines:
            _demand_outside(machine, allowed)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", parts.hostname, port, path, machines)


def _machines(host: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Forbidden(f"找不到 {host} 这台机器") from None
    return tuple(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def _demand_outside(machine: str, allowed: Collection[str]) -> None:
    address = _meant(ipaddress.ip_address(machine))
    networks = [_network(text) for text in allowed]
    if any(network is not None and address in network for network in networks):
        return
    if not address.is_global or address.is_multicast:
        raise Forbidden(f"{machine} 是本机或内部网络的地址。确需访问的，由管理员写进 TAIZHANG_OUTGOING")


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _meant(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The machine that an address in a wrapping means: ::ffff:127.0.0.1, 64:ff9b::7f00:1, 2002:7f00:1::."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.sixtofour:
            return address.sixtofour
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
