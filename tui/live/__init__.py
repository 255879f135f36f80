"""What is on: a live race or a replay, its boards, and the requests that change it."""
