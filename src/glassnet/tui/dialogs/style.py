"""How every dialog looks: one thin border with its title, and its keys in the lower edge."""

from __future__ import annotations

# In Textual's own colors, so that it follows the theme, light, dark or without any.
STYLE = """
Dialog {
    align: center middle;
    background: $background 50%;
}
Dialog > #dialog {
    width: 66;
    max-width: 100%;
    height: auto;
    max-height: 100%;
    padding: 0 1;
    border: round $primary;
    border-title-style: bold;
    border-subtitle-color: $text-muted;
    background: $surface;
    scrollbar-size-vertical: 1;
}
Dialog Input, Dialog Input:focus {
    background: $boost;
}
Dialog .field {
    height: auto;
}
Dialog .field Label {
    width: 12;
    color: $text-muted;
}
Dialog .field Input {
    width: 1fr;
}
Dialog OptionList, Dialog OptionList:focus {
    height: auto;
    max-height: 10;
    padding: 0;
    border: none;
    background: $surface;
    scrollbar-size-vertical: 1;
    text-wrap: nowrap;
    text-overflow: ellipsis;
}
Dialog OptionList > .option-list--option-highlighted {
    background: $surface;
    color: $foreground;
    text-style: none;
}
Dialog OptionList:focus > .option-list--option-highlighted {
    background: $primary 40%;
    text-style: bold;
}
Dialog .faint {
    color: $text-muted;
}
Dialog #told {
    height: auto;
    min-height: 1;
    margin: 0 0 1 0;
    color: $text-muted;
}
Dialog #told.mistake {
    color: $text-error;
    text-style: bold;
}
"""
