"""The command that puts a strip on the network to test with."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

import click

from displays.led.readers import AlphaReader, Heard, OnbonReader, Reader, TemplateReader
from displays.led.simulator import Manner, StripSimulator
from queueing.rules.strip_address import WIDTH
from queueing.start_errors import AddressWrong


@click.command("simulate-strip")
@click.option("--port", type=int, default=5005, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--protocol", type=click.Choice(["onbon", "alpha", "template"]), default="onbon")
@click.option("--frame", default="02{text}03", help="The pattern of a template's frames.")
@click.option("--checksum", default="none", help="What its {check} is: none, sum8, xor8, crc16 or modbus.")
@click.option("--answer", default="", help="What a template answers, in hexadecimal.")
@click.option("--width", type=int, default=WIDTH, show_default=True, help="Dots across.")
@click.option("--manner", type=click.Choice([*Manner]), default=Manner.WELL, help="How it behaves.")
@click.option(
    "--pictures", type=click.Path(file_okay=False, path_type=Path), help="Folder for a PNG of each text."
)
def simulate_strip(  # noqa: PLR0913 - click's options
    *,
    port: int,
    host: str,
    protocol: str,
    frame: str,
    checksum: str,
    answer: str,
    width: int,
    manner: str,
    pictures: Path | None,
) -> None:
    """Be an LED strip on the network until Ctrl-C: read frames, say what they show, draw it."""
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    readers: dict[str, Callable[[], Reader]] = {
        "onbon": OnbonReader,
        "alpha": AlphaReader,
        "template": partial(TemplateReader, frame, checksum, answer=answer),
    }
    texts: dict[int, str] = {}

    def say(heard: Heard) -> None:
        if texts.get(heard.number) != heard.text:
            click.echo(f"{heard.number}: {heard.text or '(dark)'}")
        texts[heard.number] = heard.text

    strip = StripSimulator(readers[protocol], width, pictures, say, Manner(manner))
    try:
        listening = strip.listen(port, host)
    except OSError as fault:
        raise AddressWrong(host=host, port=port, why=fault.strerror or fault) from fault
    click.echo(f"A strip ({protocol}, {width} dots) listens on {host} port {listening}; Ctrl-C ends it.")
    Event().wait()
