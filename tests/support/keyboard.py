"""Key presses and compositions as the browser gets them from other keyboards, by Chrome's protocol."""

from __future__ import annotations

from playwright.sync_api import Page

MODIFIERS = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}
KEY_CODES = {"Enter": 13, "Escape": 27, "Tab": 9, "Backspace": 8}
INPUT_METHOD = 229


class Keyboard:
    """Sends keys with `key`, `code` and modifiers apart, and what input methods send."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def press(self, key: str, code: str, held: str = "", *, types: bool | None = None) -> None:
        """Press and release a key.

        Args:
            key: The character or name that the layout gives.
            code: The key's position.
            held: Modifiers, joined by "+".
            types: Whether the system inserts the character; without it, where none but Shift is held.
        """
        modifiers = sum(MODIFIERS[name] for name in held.split("+") if name)
        is_text = types if types is not None else not modifiers & 7
        text = (
            {"text": key}
            if is_text and len(key) == 1
            else {"text": "\r"}
            if key == "Enter" and is_text
            else {}
        )
        event = {
            "key": key,
            "code": code,
            "modifiers": modifiers,
            "windowsVirtualKeyCode": KEY_CODES.get(key, 0),
        }
        self._session.send("Input.dispatchKeyEvent", {"type": "keyDown", **event, **text})
        self._session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def compose(self, text: str) -> None:
        """Show a conversion that is not confirmed; "" cancels it."""
        caret = len(text)
        self._session.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": caret, "selectionEnd": caret},
        )

    def confirm(self, text: str) -> None:
        """Confirm a conversion."""
        self._session.send("Input.insertText", {"text": text})

    def press_composing(self, key: str, code: str = "") -> None:
        """Press a key that the input method handles, as Chrome reports it: with key code 229."""
        event = {
            "key": key,
            "code": code or key,
            "windowsVirtualKeyCode": INPUT_METHOD,
        }
        self._session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
        self._session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
