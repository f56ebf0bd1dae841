"""Tools of the development machine: no part of the service."""
