"""A MkDocs build in, the pages of the agency's caseload in it out. Nothing is written outside ``site_dir``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

from casekit.model.build import read_caseload
from casekit.pages.policy import with_policy
from casekit.pages.render import CASELOAD, Page, Site, lay_out, render, stylesheet
from casekit.records.tree import WorkingTree

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage
    from mkdocs.utils.templates import TemplateContext

_STYLESHEET = "assets/stylesheets/casekit-parts.css"
_LAST = -100


class CasekitConfig(Config):  # type: ignore[no-untyped-call] # MkDocs leaves it untyped
    """The plugin's options in ``mkdocs.yml``. ``records`` is the agency's folder, seen from there."""

    records = config_options.Dir(default=".", exists=True)


class CasekitPlugin(BasePlugin[CasekitConfig]):  # type: ignore[no-untyped-call] # MkDocs leaves it untyped
    """Adds the caseload and a page for every case. Their text never is Markdown: it joins pages as finished HTML."""

    _served = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether pages are served: MkDocs then adds a script that reloads them."""
        del dirty
        self._served = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Name the stylesheet, and rebuild a served site when a record changes."""
        config.extra_css.insert(0, _STYLESHEET)
        records = Path(self.config.records) / "records"
        if records.is_dir():
            config.watch.append(str(records))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the records, and add a page that is only a title for each page to be."""
        with WorkingTree(Path(self.config.records)) as tree:
            self._site: Site = lay_out(read_caseload(tree))
        self._files = files
        for page in self._site.pages.values():
            shown = InclusionLevel.UNDEFINED if page.path == CASELOAD else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, page.path, content=_placeholder(page), inclusion=shown))
        files.append(File.generated(config, _STYLESHEET, content=stylesheet()))
        return files

    @event_priority(_LAST)
    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Put the finished HTML in the title's place.

        This is after the search plugins have read the page, whichever they are: what they index is a file
        that everyone downloads, and of a case it holds the id.
        """
        del config, nav
        ours = self._site.pages.get(page.file.src_uri)
        if ours:
            page.content = render(ours, self._site, lambda path: self._address(path, page))
        return context

    @event_priority(_LAST)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Allow a page nothing but what is the site's own."""
        del config
        ours = page.content if page.file.src_uri in self._site.pages else None
        return output if self._served else with_policy(output, ours or "")

    def _address(self, path: str, page: MkDocsPage) -> str:
        target = self._files.src_uris.get(path)
        return target.url_relative_to(page.file) if target else get_relative_url(".", page.url)


def _placeholder(page: Page) -> str:
    return f"---\nhide: [navigation, toc]\n---\n# {page.title}\n"
