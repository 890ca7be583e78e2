"""simdesk: a contact-centre simulator."""
