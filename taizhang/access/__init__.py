"""Who acts, and over what: the actor (a person in a post) and the one scope through which every query goes."""
