// Every figure of the page, one after the other so that the page can be used meanwhile; drawn again when the ground
// changes, and for paper. The page says when all are there: data-charts="drawn".
const waiting = Array.from(document.querySelectorAll("figure.chart"));
function drawOne() {
  const figure = waiting.shift();
  try {
    figures.push(new Figure(figure));
  } catch (failure) {
    figure.querySelector(".plot").textContent = `This chart cannot be drawn (${failure.message}); its data are below.`;
    console.error(failure);
  }
}
function drawNext() {
  if (waiting.length > 0) drawOne();
  if (waiting.length > 0) setTimeout(drawNext);
  else document.documentElement.dataset.charts = "drawn";
}
drawNext();

const redraw = () => figures.forEach(figure => figure.draw());
systemDark.addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
addEventListener("beforeprint", () => {
  printing = true;
  while (waiting.length > 0) drawOne();
  figures.forEach(figure => figure.draw(640));
});
addEventListener("afterprint", () => {
  printing = false;
  redraw();
});
