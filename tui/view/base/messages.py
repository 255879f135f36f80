"""What panels tell the screen that holds them."""

from textual.message import Message


class RacerChosen(Message):
    """A racer was clicked; `again` when it was the chosen one already."""

    def __init__(self, account_id: int, again: bool) -> None:
        super().__init__()
        self.account_id, self.again = account_id, again
