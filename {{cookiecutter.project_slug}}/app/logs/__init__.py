"""Logging: one line per event, as text for people or as JSON for programs.

Each line of a request carries the id of the request. What clients send and what they
have stored cannot forge a line or write to a terminal, and reports of errors do not
contain it.
"""
