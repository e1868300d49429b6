"""Courses: who sat an exam, with which result; who passes gets the certificate with its validity."""
