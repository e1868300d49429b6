"""What residents report (群众反映): taken in without an account, answered or made a case, and told back by number."""
