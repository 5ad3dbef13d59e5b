// What every figure of the page needs: the palette of the ground it stands on, elements, the width of texts.
const palette = JSON.parse(document.getElementById("palette").textContent);
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const small = 11, normal = 12;
const figures = [];
let printing = false;

function theme() {
  return printing ? "light" : document.documentElement.dataset.theme ?? (systemDark.matches ? "dark" : "light");
}

const tone = name => palette[theme()][name];

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

// The page's font. ECharts writes it into attributes as it is, so it has no double quotes.
const family = () => getComputedStyle(document.body).fontFamily.replaceAll('"', "'");

const ruler = document.createElement("canvas").getContext("2d");
function widthOf(text, size = normal) {
  ruler.font = `${size}px ${family()}`;
  return Math.max(...String(text).split("\n").map(line => ruler.measureText(line).width));
}

// A name on lines of a width, three at most.
function wrap(name, most) {
  const lines = [];
  for (const word of name.split(/\s+/)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer) <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const kept = lines.slice(0, 3).map(line => {
    while (widthOf(line) > most && line.length > 2) line = line.slice(0, -2) + "…";
    return line;
  });
  return kept.join("\n") + (lines.length > 3 ? "…" : "");
}
