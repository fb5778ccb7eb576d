"""The settings of MkDocs itself, in the order of its reference."""

from __future__ import annotations

from papershelf.core.site_settings.setting import no_effect, refused, used

MKDOCS_SETTINGS = (
    used("site_name", "the name of the site, shown on every page"),
    used("site_url", "the public address of the site, required for feeds and absolute links"),
    used("repo_url", "the repository: a link in the footer, and the default of `extra.papershelf.repo`"),
    used("repo_name", "the label of that link; by default the name of the host"),
    used("edit_uri", "the path below `repo_url` at which files are edited, for “Edit this record”"),
    used("edit_uri_template", "the same for other addresses, with `{path}` in the place of the file"),
    used("site_description", "one sentence for search engines"),
    used("site_author", "the author that pages of your own name in their head"),
    used("copyright", "a line of HTML in the footer"),
    used("remote_branch", "the branch of `mkdocs gh-deploy`"),
    used("remote_name", "the remote of `mkdocs gh-deploy`"),
    used("nav", "the navigation; see [Navigation](#navigation)"),
    used("exclude_docs", "pages of your own that are left out"),
    used("draft_docs", "pages of your own that only `mkdocs serve` shows"),
    used("not_in_nav", "pages of your own that no menu links to"),
    used("validation", "which faults in links and in `nav` are reported; `papershelf build` stops at warnings"),
    used("theme", "the theme: `papershelf`"),
    used("extra_css", "style sheets for every page; those from other hosts are allowed by the security policy"),
    used("extra_javascript", "scripts for every page; those from other hosts are allowed by the security policy"),
    used("extra_templates", "files in `docs/` that are filled in as templates"),
    used("extra", "values for templates; see below for those that have a meaning"),
    used("hooks", "Python files that MkDocs runs; they see pages of your own, and of generated pages the templates"),
    used("docs_dir", "the folder of pages, by default `docs`"),
    used("site_dir", "the folder of the built site, by default `site`"),
    refused("use_directory_urls", "false is not supported: the pages of papers are folders; leave it out", True),
    no_effect("strict", "`papershelf build` always stops at warnings of MkDocs", True),
    no_effect("dev_addr", "`papershelf serve` takes --host and --port; the setting is for `mkdocs serve`"),
    used("watch", "more files and folders that the site depends on: a change in them rebuilds it"),
    used("markdown_extensions", "extensions of Markdown for pages of your own"),
    used("plugins", "`papershelf`, and others for pages of your own"),
    refused("mdx_configs", "MkDocs fills it in; write options below the extension in markdown_extensions"),
    refused("config_file_path", "MkDocs fills it in; name the file with --config"),
    refused("pages", "is called nav today"),
    refused("google_analytics", "MkDocs removed it; add a script with extra_javascript"),
)  # fmt: skip
