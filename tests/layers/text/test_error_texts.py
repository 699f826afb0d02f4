"""What pydantic says of a file, in the user's language."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import BaseModel, Field, ValidationError

from layers.text.error_texts import model_problems
from spatial.wording import use_language

pytestmark = pytest.mark.usefixtures("indonesian")


class Model(BaseModel):
    whole: Annotated[int, Field(ge=1)] = 1
    part: Annotated[float, Field(gt=0)] = 1.0


@pytest.mark.parametrize("values", [{"whole": 0}, {"part": 0.0}])
def test_limits_are_told_in_indonesian(values):
    with pytest.raises(ValidationError) as caught:
        Model(**values)
    with use_language("id"):
        (problem,) = model_problems(caught.value, "a.json")
    assert "Input should be" not in problem
    assert next(iter(values)) in problem
