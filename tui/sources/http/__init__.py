"""The one policy for requests to servers over HTTP; every live source uses it."""
