// Whether this machine has a font for Chinese of its own, so that a phone fetches none.

/** Two different characters drawn alike are two empty boxes. */
export function drawsChinese() {
  const drawn = ["号", "窗"].map((character) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 24;
    const pen = canvas.getContext("2d");
    pen.font = "20px sans-serif";
    pen.fillText(character, 0, 20);
    return canvas.toDataURL();
  });
  return drawn[0] !== drawn[1];
}
