"""How fast simdesk is on this machine: three works, both clocks, and a C loop written for each work alone."""
