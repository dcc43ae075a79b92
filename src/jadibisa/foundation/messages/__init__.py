"""Outgoing SMS and e-mail behind gateways: queue, receipts, limits."""
