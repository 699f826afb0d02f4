"""A story on the road, the island and the far village of `pillar_cases`; quick stand-in maps."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from layers.meeting.build import LABELS, MeetingQuestion, build_story, first_cover
from spatial.routing.modes import MODES
from spatial.wording import use_language
from tests.layers.pillar_cases import pillar_area

LONG = "Kalisemarangbaratdayalautselatanwringinputihkencanasaribumiwangi"
MARKUP = "<script>alert(1)</script> & {{ 7 * 7 }}"
QUESTION = MeetingQuestion(MODES["motorcycle"])
AGENCY = "Badan Perencanaan Pembangunan Daerah Kabupaten Uji"


def picture(width=728, height=438, colour="#88aa99"):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def story_of(area, kinds=tuple(LABELS), language="id", question=QUESTION):
    with use_language(language):
        cover = first_cover(area, date(2026, 11, 29), AGENCY, picture(300, 200))
        return build_story(area, kinds, question, cover)


def renamed(area, name):
    villages = area.villages.assign(name=[name, *area.villages["name"].iloc[1:]])
    return replace(area, villages=villages, digest=f"{area.digest} {name}")


def pictures_of(story):
    return {slide.kind: picture() for slide in story.slides}


@pytest.fixture(scope="session")
def story():
    return story_of(pillar_area())


@pytest.fixture(
    scope="session", params=[LONG, MARKUP, " ".join([LONG] * 3)], ids=["long", "markup", "longer"]
)
def odd_story(request):
    return story_of(renamed(pillar_area(), request.param))
