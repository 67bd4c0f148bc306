"""The sign-in stage: from a password, a code or a provider's word to a session, and to its end."""

from service.sign_in.entering import BegunSignIn, Entered, Visitor
from service.sign_in.resuming import SignedIn, resume
from service.sign_in.with_password import sign_in

__all__ = ["BegunSignIn", "Entered", "SignedIn", "Visitor", "resume", "sign_in"]
