"""A MkDocs build in, the pages of the agency's caseload in it out. Nothing is written outside ``site_dir``."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents

from casekit.pages.policy import with_policy
from casekit.pages.render import SCRIPT, STYLESHEET, WORKER, Rendered, assets, render, render_again, twins
from casekit.pages.site import Link, Page, Site
from casekit.pages.wanted import MARK, Options, Wanted, kept_from, site_of, wanted

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage
    from mkdocs.utils.templates import TemplateContext

_log = get_plugin_logger("casekit")
_LAST = -100
_TOP = "ck-top"  # the id of every heading of ours, to which the theme's skip link leads


class CasekitConfig(Config):  # type: ignore[no-untyped-call] # MkDocs leaves it untyped
    """The plugin's options in ``mkdocs.yml``.

    ``records`` is the agency's folder, seen from there. ``as_of`` is the day that the site is of, for one that is
    to be the same whenever it is built. ``views`` are filters of the caseload by name, as they stand after its ``#``.
    ``audience`` is for whom the site is: ``all``, ``supervisor``, ``team:north`` or ``s-ruiz``; with ``redact``, names
    and free text are masked.
    ``editor`` is an address that opens a file on this machine, with ``{folder}``, ``{path}`` and ``{line}``; ``forge``
    is that of the repository on GitHub, GitLab or the like. Without them, those of ``agency.yaml`` count.
    ``small_counts`` is the number from which outcomes and gaps are counted: smaller ones are not shown. 0 shows all, but in
    a masked site.
    """

    records = config_options.Dir(default=".", exists=True)
    as_of = config_options.Optional(config_options.Type(dt.date))
    views = config_options.Type(dict, default={})
    audience = config_options.Type(str, default="all")
    redact = config_options.Type(bool, default=False)
    editor = config_options.Type(str, default="")
    forge = config_options.Type(str, default="")
    small_counts = config_options.Type(int, default=0)


class CasekitPlugin(BasePlugin[CasekitConfig]):  # type: ignore[no-untyped-call] # MkDocs leaves it untyped
    """Adds the caseload and a page for every case. Their text never is Markdown: it joins pages as finished HTML."""

    _served = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether pages are served: MkDocs then adds a script that reloads them."""
        del dirty
        self._served = command == "serve"
        self._before: dict[str, Rendered] = {}
        self._places: frozenset[str] = frozenset()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Name the stylesheet and the script, and rebuild a served site when a record changes."""
        config.extra_css.insert(0, STYLESHEET)
        config.extra_javascript.append(SCRIPT)
        config.extra["polyfills"] = [*config.extra.get("polyfills", []), WORKER]  # what the theme loads before its own
        self._wanted = self._asked_for()
        if self._wanted.redact:  # the agency is to be known by its site as little as its clients
            config.site_name = "Casebook"
            config.site_author = config.site_description = config.copyright = config.repo_url = config.repo_name = None
        records = Path(self.config.records) / "records"
        if records.is_dir():
            config.watch.append(str(records))
        return config

    def _asked_for(self) -> Wanted:
        told = self.config
        try:
            return wanted(told.audience, told.as_of, os.environ, redact=told.redact)
        except ValueError as error:
            raise PluginError(f"casekit: {error}") from error

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Leave a folder alone that holds the site of somebody else: MkDocs would replace it whole."""
        if problem := kept_from(Path(config.site_dir), self._wanted):
            raise PluginError(f"casekit: {problem}")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the records, and add a page that is only a title for each page to be."""
        self._site = self._laid_out()
        self._files = files
        named = config.nav is not None
        for page in self._site.pages.values():
            if page.path not in files.src_uris:  # a home page of the agency's own stays, below ours
                top = not (named or page.case or page.staff)
                shown = InclusionLevel.UNDEFINED if top else InclusionLevel.NOT_IN_NAV
                files.append(File.generated(config, page.path, content=_placeholder(page), inclusion=shown))
        written = assets() | twins(self._site) | {MARK: self._wanted.mark}
        for path, content in written.items():
            files.append(File.generated(config, path, content=content))
        if self._served:
            self._remember(frozenset(files.src_uris))
        return files

    def _remember(self, places: frozenset[str]) -> None:
        """Keep what was rendered before as long as every link still leads to the same page."""
        if places != self._places:
            self._before, self._places = {}, places
        self._known = dict(self._before)

    def _laid_out(self) -> Site:
        told = self.config
        views = {str(name): str(query) for name, query in told.views.items()}
        options = Options(
            records=told.records,
            views=views,
            editor=told.editor,
            forge=told.forge,
            small_counts=told.small_counts,
        )
        try:
            return site_of(Path(told.records), self._wanted, options, os.environ)
        except ValueError as error:
            raise PluginError(f"casekit: {error}") from error

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Say on the agency's own pages, too, that this is no de-identification."""
        del config, files
        return f"{self._notice()}{html}" if page.file.src_uri not in self._site.pages else html

    def _notice(self) -> str:
        return f'<p class="ck-banner">{self._site.about.notice}</p>' if self._site.about.notice else ""

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
            own = page.content or "" if page.file.generated_by is None else ""
            page.content = self._rendered(ours, lambda path: self._address(path, page)) + own
            page.toc = TableOfContents([AnchorLink(ours.title, _TOP, 1)])
        return context

    def _rendered(self, page: Page, link: Link) -> str:
        return render_again(page, self._site, link, self._before) if self._served else render(page, self._site, link)

    @event_priority(_LAST)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Allow a page nothing but what is the site's own."""
        del config
        ours = page.content if page.file.src_uri in self._site.pages else None
        return output if self._served else with_policy(output, ours or "")

    @event_priority(_LAST)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Say it on the page that is shown where there is none, too, and allow it no more than the others."""
        del config
        if not template_name.endswith(".html"):
            return output_content
        page = re.sub(r"<body[^>]*>", lambda found: found[0] + self._notice(), output_content, count=1)
        return page if self._served else with_policy(page, "")

    @event_priority(_LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the index of the search once more as a script: a page from the disk can load nothing else."""
        if self._served:
            again = sum(self._known.get(path) is not rendered for path, rendered in self._before.items())
            _log.info("casekit: %s of %s pages were rendered again", again, len(self._site.pages))
        index = Path(config.site_dir) / "search" / "search_index.json"
        if index.is_file() and not self._served:
            text = index.read_text(encoding="utf-8")
            index.with_suffix(".js").write_text(f"var __index = {text}", encoding="utf-8")

    def _address(self, path: str, page: MkDocsPage) -> str:
        target = self._files.src_uris.get(path)
        return target.url_relative_to(page.file) if target else ""


def _placeholder(page: Page) -> str:
    return f"---\nhide: [navigation, toc]\n---\n# {page.title}\n"
