"""Random draws of spot checks (双随机抽查): announced with a commitment, drawn, visited, open to checking by all."""
