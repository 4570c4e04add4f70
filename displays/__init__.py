"""What the hall sees and hears: boards, the hub, the voice, the phone page."""
