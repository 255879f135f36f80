"""Messages from widgets to their screen."""

from textual.message import Message


class RacerChosen(Message):
    """A racer was clicked; `again` if it was chosen already."""

    def __init__(self, account_id: int, again: bool) -> None:
        super().__init__()
        self.account_id, self.again = account_id, again
