"""An HTML page in, what a browser would make of it out: its elements, and the text that is read."""

from __future__ import annotations

from html.parser import HTMLParser


class Seen(HTMLParser):
    """The names of elements, every attribute with its value, and the text outside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.comments: list[str] = []
        self._text: list[str] = []
        self._hidden = 0
        self.feed(page)
        self.close()

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}
        self._hidden += tag in {"script", "style"}
        if tag == "br":
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)
