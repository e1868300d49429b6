"""Whose goods a buyer sells (进货来源): told by it or an inspector; an unlicensed workshop comes to light."""
