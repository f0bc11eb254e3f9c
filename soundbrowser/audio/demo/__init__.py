"""The demo sounds: some sixty short sounds that the project synthesises itself."""

from soundbrowser.audio.demo.catalogue import DemoSound, demo_sounds

__all__ = ["DemoSound", "demo_sounds"]
