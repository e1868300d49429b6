"""The open door for ODK Collect: forms and the register go out, submissions become entries like those of our own app.

`devices` (who may come in), `forms` (what goes out), `submissions` (what comes in), `answers` (a submission read
safely), `views` and `urls` (the protocol).
"""
