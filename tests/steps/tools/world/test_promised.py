"""What descriptions promise of the results of functions that change something."""

from typing import Any

import pytest

from lemnos.steps.tools.world.results.promised import promised


@pytest.mark.parametrize(
    ("name", "description", "arguments"),
    [
        ("make_move", "Makes a move. Returns the move in UCI format and the new board FEN.", {"move": "e4"}),
        ("ask_oracle", "Ask the oracle.", {"question": "Why?"}),
        ("run_cell", "Run a cell of a notebook", {"index": 7}),
        ("sell_juice", "Open the stand and see today's results", {"game_id": "7"}),
        ("send_message", "Send a message to an agent", {"message": "Hello"}),
        ("export_scene", "Export the scene", {}),
    ],
)
def test_what_nobody_can_make_up_is_not_promised(name: str, description: str, arguments: dict[str, Any]) -> None:
    assert promised(name, description, arguments, "s") is None


@pytest.mark.parametrize(
    ("name", "description", "arguments"),
    [
        ("clear_notes", "Clear all notes. Returns: Confirmation message", {}),
        ("delete_note", "Delete a note. Returns: str: Success message", {"note_id": "7"}),
        ("create_note", "Create a note. Returns: JSON string containing the created note's data", {"title": "Tides"}),
        ("resize_volume", "Resize a volume", {"size": 7}),
    ],
)
def test_a_confirmation_keeps_a_promise_of_one(name: str, description: str, arguments: dict[str, Any]) -> None:
    assert promised(name, description, arguments, "s") == {}


@pytest.mark.parametrize(
    ("name", "description", "arguments", "field", "part"),
    [
        ("upload_media", "Returns: Dict with upload status and mediaObjectId.", {}, "mediaObjectId", "med_"),
        ("remove_background", "Remove the background", {"image": "https://example.com/a/cup.png"}, "url", "cup-remove"),
        ("screenshot_page", "Take a screenshot of a page", {"url": "https://example.com/"}, "url", ".png"),
        ("crop_image", "Crop an image", {"path": "/data/cup.jpg"}, "path", "/data/cup-crop"),
        ("transfer_coin", "Returns the transaction hash upon successful transfer.", {}, "transaction_hash", "0x"),
        ("create_scene", "Create an image of a scene", {"prompt": "a cup"}, "url", ".png"),
    ],
)
def test_what_is_promised_is_there(
    name: str, description: str, arguments: dict[str, Any], field: str, part: str
) -> None:
    made = promised(name, description, arguments, "s")
    assert made is not None
    assert part in made[field]
