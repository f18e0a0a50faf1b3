"""Webhooks and watched folders."""
