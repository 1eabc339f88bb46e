"""Telling people: from the outbox to the bell, to mail, chat, webhooks and calendars, as each reader wants it.

Takes notices, what members want and what operations connected; gives lists to read and deliveries with what became of
them. Never decides that something is to be told, and sends nothing that is not a row first.
"""
