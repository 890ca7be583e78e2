"""The rules of the floor: what happens when. Plain functions of (floor, calendar, whom, now) that both clocks play."""
