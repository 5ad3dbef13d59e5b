// Saving: a chart as a picture, with what stands around it on the page (title, legend, caption), and any file.
async function savePicture(figure) {
  const pad = 24;
  const { width: wide, height: tall } = figure.plot;
  const image = new Image();
  image.src = figure.chart.getDataURL({ pixelRatio: 2, backgroundColor: tone("ground") });
  await image.decode();
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const text = selector => figure.figure.querySelector(selector)?.textContent ?? "";
  const words = (line, size, weight, color) => line.split(" ").map(word => ({ word: word + " ", size, weight, color }));
  const keys = figure.spec.keys.filter((key, index) => key.name && !figure.plot.off.has(index));
  const above = [
    ...flow(pen, words(text("figcaption b"), 17, 600, tone("ink")), wide),
    ...flow(pen, words(text("figcaption span"), 13, 400, tone("muted")), wide),
    ...flow(pen, keys.flatMap(key => [{ word: "■ ", size: 14, weight: 400, color: tone(key.color.slice(1)) },
      { word: key.name + "   ", size: 13, weight: 400, color: tone("ink") }]), wide),
  ];
  const below = flow(pen, words(text(".caption"), 12, 400, tone("muted")), wide);
  const heightOf = lines => lines.length * 20;
  canvas.width = 2 * (wide + 2 * pad);
  canvas.height = 2 * (heightOf(above) + tall + heightOf(below) + 2 * pad);
  pen.scale(2, 2);
  pen.fillStyle = tone("ground");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  writeLines(pen, above, pad, pad);
  pen.drawImage(image, pad, pad + heightOf(above), wide, tall);
  writeLines(pen, below, pad, pad + heightOf(above) + tall);
  save(await new Promise(done => canvas.toBlob(done, "image/png")), figure.figure.dataset.file + ".png");
}

function penFont(pen, { size, weight }) {
  pen.font = `${weight} ${size}px ${family()}`;
}

// Words in lines of a width.
function flow(pen, words, wide) {
  const lines = [];
  let room = 0;
  for (const word of words.filter(({ word: text }) => text.trim() !== "")) {
    penFont(pen, word);
    const length = pen.measureText(word.word).width;
    if (lines.length === 0 || length > room) {
      lines.push([]);
      room = wide;
    }
    lines.at(-1).push({ ...word, length });
    room -= length;
  }
  return lines;
}

function writeLines(pen, lines, left, top) {
  lines.forEach((line, index) => {
    let x = left;
    for (const word of line) {
      penFont(pen, word);
      pen.fillStyle = word.color;
      pen.fillText(word.word, x, top + index * 20 + 14);
      x += word.length;
    }
  });
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
