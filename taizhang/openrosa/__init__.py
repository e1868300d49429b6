"""The open door for ODK Collect: forms and the register go out, submissions become entries like those of our own app.

`devices` (who may come in), `forms` (what goes out), `submissions` (what comes in; `beginnings` those that wait at the
same moment, `desk` one of them), `answers` (a submission read safely), `views` and `urls` (the protocol).
"""
