"""Where a ticket is born: kiosk, guide desk, layout, ESC/POS bytes, printers."""
