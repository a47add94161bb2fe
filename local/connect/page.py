"""The stand-in's page for people: what has been started so far."""

from __future__ import annotations

import html
import json
from typing import Any

_STYLE = (
    "body{font:14px system-ui;margin:2em} pre{margin:0} table{border-collapse:collapse}"
    "td,th{border:1px solid #ccc;padding:4px 8px;text-align:left;vertical-align:top}"
)


def page(contacts: list[dict[str, Any]], calls: list[dict[str, Any]]) -> str:
    """An HTML page of masked ledger entries and calls, the latest first."""
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Stand-in of Amazon Connect</title>"
        f"<style>{_STYLE}</style><h1>Stand-in of Amazon Connect</h1>"
        f"<h2>Contacts ({len(contacts)})</h2>{_table(contacts, _CONTACT_COLUMNS)}"
        f"<h2>Calls of StartChatContact ({len(calls)})</h2>{_table(calls, _CALL_COLUMNS)}</html>"
    )


_CONTACT_COLUMNS = ("StartedAt", "ContactId", "Role", "Request", "ConnectedAt", "EndedAt", "EndReason")
_CALL_COLUMNS = ("At", "Outcome", "Status", "ContactId", "Message", "Request")


def _table(entries: list[dict[str, Any]], columns: tuple[str, ...]) -> str:
    head = "".join(f"<th>{column}</th>" for column in columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(entry.get(column))}</td>' for column in columns)}</tr>"
        for entry in reversed(entries)
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return f"<pre>{html.escape(json.dumps(value, indent=1, ensure_ascii=False))}</pre>"
    return "" if value is None else html.escape(str(value))
