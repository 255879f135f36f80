"""The one policy for asking servers over HTTP; every live source goes through it."""
