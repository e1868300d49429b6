"""Courses (培训考试): something to read, questions with one right answer each, and the certificate that they earn."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from .words import Id, Period, Text, Word, fault


class ExamQuestion(Word):
    """`right` is one of the choices, word for word."""

    ask: Text
    choices: list[Text] = Field(min_length=2, max_length=6)
    right: Text

    @model_validator(mode="after")
    def _answerable(self) -> Self:
        if len(set(self.choices)) < len(self.choices):
            raise fault(f"“{self.ask}”有两个相同的选项", "每个选项写得不一样")
        if self.right not in self.choices:
            raise fault(f"“{self.ask}”的正确答案“{self.right}”不在选项之中", "right 照抄 choices 里的一项")
        return self


class Course(Word):
    """Who has to pass it and whom the clock reminds before it ends stands in its certificate (a licence of posts)."""

    id: Id
    title: Text
    certificate: Id = Field(description="考试合格取得的证书（licences 中 holder: post 的一项）")
    material: str = Field("", description="学习材料，空一行分段")
    passes_at: float = Field(0.8, gt=0, le=1, description="答对多大比例合格")
    valid: Period | None = Field(None, description="证书管多久，例如 365d；不写为长期")
    questions: list[ExamQuestion] = Field(min_length=1, max_length=100)
    source: str = ""

    def passes(self, right: int) -> bool:
        """Whether so many right answers are enough."""
        return right >= self.passes_at * len(self.questions)
