"""Retention (保存期限): what a plan says of erasing personal data, announced, held where the law asks, carried out."""
