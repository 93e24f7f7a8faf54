"""The desk's own two themes, and what to do where no colour is wanted.

Blue and orange on grey, never red against green. Words are in the foreground
colour; only signs are coloured, and each sign has its word beside it.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="complaintdesk-dark",
    primary="#6cb6f0",
    secondary="#9fb0c3",
    accent="#e6a43c",
    warning="#e6a43c",
    error="#f2915a",
    success="#6cb6f0",
    foreground="#e4e7eb",
    background="#15181d",
    surface="#1c2026",
    panel="#262b33",
    dark=True,
    variables={
        "text-muted": "#a3adb9",
        "text-primary": "#6cb6f0",
        "text-secondary": "#9fb0c3",
        "text-accent": "#e6a43c",
        "text-warning": "#e6a43c",
        "text-error": "#f2915a",
        "text-success": "#6cb6f0",
        "foreground-muted": "#a3adb9",
        "border": "#6cb6f0",
        "border-blurred": "#4a5361",
        "block-cursor-background": "#274b6b",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#2b323c",
        "block-cursor-blurred-foreground": "#e4e7eb",
        "footer-background": "#1c2026",
        "footer-key-foreground": "#e6a43c",
        "footer-description-foreground": "#e4e7eb",
        "input-selection-background": "#274b6b",
        "button-foreground": "#e4e7eb",
    },
)

LIGHT = Theme(
    name="complaintdesk-light",
    primary="#005a8c",
    secondary="#4b5a68",
    accent="#8a5200",
    warning="#8a5200",
    error="#a03c00",
    success="#005a8c",
    foreground="#1d2228",
    background="#fafaf8",
    surface="#f1f2f1",
    panel="#e3e6e9",
    dark=False,
    variables={
        "text-muted": "#535e6a",
        "text-primary": "#005a8c",
        "text-secondary": "#4b5a68",
        "text-accent": "#8a5200",
        "text-warning": "#8a5200",
        "text-error": "#a03c00",
        "text-success": "#005a8c",
        "foreground-muted": "#535e6a",
        "border": "#005a8c",
        "border-blurred": "#a9b2bc",
        "block-cursor-background": "#0b5c8f",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#dbe2e8",
        "block-cursor-blurred-foreground": "#1d2228",
        "footer-background": "#f1f2f1",
        "footer-key-foreground": "#8a5200",
        "footer-description-foreground": "#1d2228",
        "input-selection-background": "#bcd9ec",
        "button-foreground": "#1d2228",
    },
)

THEMES = (DARK, LIGHT)

READABLE = 4.5
"""The contrast that words need on what is behind them (WCAG 2.2, level AA)."""

PAIRS = (
    *(
        (text, behind)
        for behind in ("background", "surface", "panel")
        for text in (
            *("foreground", "text-muted", "text-primary", "text-secondary"),
            *("text-accent", "text-warning", "text-error", "text-success"),
        )
    ),
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("footer-key-foreground", "footer-background"),
    ("footer-description-foreground", "footer-background"),
    ("foreground", "input-selection-background"),
)
"""Which words stand on what, in the style sheet; a test computes each contrast."""


def ansi_color(no_color: bool) -> bool | None:
    """Return what the app passes on as `ansi_color`.

    Without colour this keeps bold, reverse and underline and sends no colour
    codes at all, where the app would otherwise turn every theme to greys.
    """
    return True if no_color else None
