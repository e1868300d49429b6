"""Reading points, always for an actor: officials within their area, a household its own."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.orgs.models import Org
from taizhang.orgs.paths import parents

from .models import Account, Goods


def accounts_for(actor: Actor) -> QuerySet[Account]:
    return visible(actor, Account.objects.all())


def account_for(actor: Actor, about: UUID) -> Account:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = accounts_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "积分户")
    return row


def goods_for(actor: Actor, account: Account) -> QuerySet[Goods]:
    """What the account may be exchanged for: the goods of its own place and of those above it."""
    shops = Org.objects.filter(number__in=parents(account.path)).values("number")
    return Goods.objects.filter(campaign=account.campaign, org__in=shops).order_by("price", "name")


def shelves_for(actor: Actor) -> QuerySet[Goods]:
    """The goods of the area, and of the places above it, which serve all below."""
    above = Goods.objects.filter(org__in=Org.objects.filter(number__in=parents(actor.path)).values("number"))
    return (visible(actor, Goods.objects.all()) | above).order_by("path", "price", "name")
