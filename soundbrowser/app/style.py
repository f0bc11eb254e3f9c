"""One style sheet for the plain Qt widgets, in the theme's tokens."""

from __future__ import annotations

from PySide6.QtGui import QColor

from soundbrowser.app.tokens import TOKENS, Theme, blend

_BASE = """
* {{ font-size: 13px; }}
QMainWindow, QDialog {{ background: {bg1}; }}
QDialog {{ background: {pop}; }}
QDialog[surface="sheet"] {{ background: transparent; }}
QToolTip {{ background: {pop}; color: {text1}; border: 1px solid {line}; padding: 6px 8px; font-size: 12px; }}
QWidget[surface="bg0"] {{ background: {bg0}; }}
QWidget[surface="bg1"] {{ background: {bg1}; }}
QWidget[surface="bg2"] {{ background: {bg2}; }}
QWidget[surface="pop"] {{ background: {pop}; border: 1px solid {line}; border-radius: 10px; }}
QFrame[surface="menu"] {{ background: {pop}; border: 1px solid {line}; border-radius: 8px; }}
QLabel {{ color: {text1}; background: transparent; border: none; }}
QLabel[role="display"] {{ font-size: 22px; font-weight: 600; }}
QLabel[role="title"] {{ font-size: 18px; font-weight: 600; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 500; }}
QLabel[role="secondary"] {{ font-size: 12px; color: {text2}; }}
QLabel[role="caption"] {{ font-size: 11px; font-weight: 500; color: {text3}; }}
QLabel[role="warn"] {{ font-size: 12px; color: {warn}; }}
QLabel[role="err"] {{ font-size: 12px; color: {err}; }}
"""

_BUTTONS = """
QPushButton {{ background: {bg3}; color: {text1}; border: 2px solid transparent; border-radius: 6px;
  min-height: 28px; padding: 0 12px; font-weight: 500; }}
QPushButton[small="true"] {{ min-height: 20px; padding: 0 8px; font-size: 12px; }}
QPushButton:hover {{ background: {bg3_hover}; }}
QPushButton:pressed {{ background: {bg3_press}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {disabled}; background: {bg2}; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {onaccent}; }}
QPushButton[kind="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {accent_press}; }}
QPushButton[kind="primary"]:focus {{ border-color: {text1}; }}
QPushButton[kind="primary"]:disabled {{ background: {bg3}; color: {disabled}; }}
QPushButton[kind="flat"] {{ background: transparent; color: {text2}; }}
QPushButton[kind="flat"]:hover {{ background: {bg3}; color: {text1}; }}
QPushButton[kind="flat"]:disabled {{ color: {disabled}; }}
QPushButton[kind="link"] {{ background: transparent; color: {accent}; padding: 0 6px; }}
QPushButton[kind="link"]:hover {{ background: {bg3}; }}
QPushButton[kind="danger"] {{ color: {err}; }}
QPushButton:focus[kind="flat"], QPushButton:focus[kind="link"] {{ border-color: {accent}; }}
QToolButton {{ background: transparent; border: none; color: {text1}; }}
"""

_FIELDS = """
QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit {{ background: {bg2}; color: {text1};
  border: 1px solid {ctl}; border-radius: 6px; padding: 4px 8px; selection-background-color: {accent};
  selection-color: {onaccent}; }}
QLineEdit, QSpinBox, QDoubleSpinBox {{ min-height: 22px; }}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus {{ border: 2px solid {accent};
  padding: 3px 7px; }}
QDialog QLineEdit:disabled {{ color: {disabled}; border-color: {bg3}; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{ width: 0; }}
QComboBox {{ background: {bg2}; color: {text1}; border: 1px solid {ctl}; border-radius: 6px; padding: 0 10px;
  min-height: 30px; }}
QComboBox:focus {{ border-color: {accent}; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox QAbstractItemView {{ background: {pop}; border: 1px solid {line}; selection-background-color: {bg3};
  selection-color: {text1}; outline: none; padding: 4px; }}
QCheckBox, QRadioButton {{ color: {text1}; spacing: 8px; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {ctl};
  background: transparent; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {accent}; border-color: {accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {accent}; width: 12px;
  height: 12px; }}
QRadioButton::indicator:checked {{ border: 5px solid {accent}; width: 6px; height: 6px; background: {onaccent}; }}
QRadioButton::indicator:checked:focus {{ border-color: {accent}; background: {text1}; }}
QCheckBox, QRadioButton, QPushButton {{ outline: none; }}
QAbstractSpinBox QLineEdit {{ border: none; background: transparent; padding: 0; min-height: 0; }}
QSlider {{ background: transparent; min-height: 24px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {bg3}; }}
QSlider::sub-page:horizontal {{ background: {text2}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: {text1}; }}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QProgressBar {{ background: {bg3}; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
"""

_LISTS = """
QMenu {{ background: {pop}; color: {text1}; border: 1px solid {line}; border-radius: 8px; padding: 6px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {bg3}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 6px 4px; }}
QAbstractScrollArea {{ background: transparent; border: none; }}
QAbstractItemView {{ outline: none; color: {text1}; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {bar}; border-radius: 3px; min-height: 32px; margin: 2px 3px; }}
QScrollBar::handle:vertical:hover {{ background: {ctl}; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {bar}; border-radius: 3px; min-width: 32px; margin: 3px 2px; }}
QScrollBar::handle:horizontal:hover {{ background: {ctl}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  border: none; height: 0; width: 0; }}
QHeaderView {{ background: transparent; border: none; }}
QTabWidget, QTabWidget > QStackedWidget, QTabWidget > QStackedWidget > QWidget {{ background: transparent; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {line}; background: transparent; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ padding: 6px 14px 8px 14px; color: {text2}; background: transparent; border: none;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:hover {{ color: {text1}; }}
QTabBar::tab:selected {{ color: {text1}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:focus {{ color: {accent}; }}
"""


def style_sheet(theme: Theme) -> str:
    """Qt style sheet text; dynamic properties `kind`, `role`, `surface` and `small` choose among the looks."""
    colours: dict[str, QColor] = {name: getattr(theme, name) for name in TOKENS}
    colours |= {
        "bg3_hover": blend(theme.bg3, theme.text1, 0.08),
        "bg3_press": blend(theme.bg3, theme.bg0, 0.3),
        "accent_hover": blend(theme.accent, theme.text1, 0.12),
        "accent_press": blend(theme.accent, theme.bg0, 0.15),
        "disabled": blend(theme.bg1, theme.text3, 0.6),
        "bar": blend(theme.bg1, theme.ctl, 0.55),
    }
    names = {name: colour.name() for name, colour in colours.items()}
    return (_BASE + _BUTTONS + _FIELDS + _LISTS).format(**names)
