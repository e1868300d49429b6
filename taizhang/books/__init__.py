"""Registers (登记簿): lines that subjects and places write as things happen, and what follows each."""
