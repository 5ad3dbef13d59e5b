// A figure of the page: the tools, the legend and the table around a plot, and what happens when they are used.
class Figure {
  constructor(figure) {
    this.figure = figure;
    this.stage = figure.querySelector(".plot");
    this.csv = figure.querySelector("details.data pre").textContent;
    this.table = parseCsv(this.csv);
    this.plot = new Plot(JSON.parse(figure.querySelector("script").textContent), this.table);
    this.spec = this.plot.spec;
    if (this.spec.panels?.length > 2) figure.classList.add("wide");
    this.chart = echarts.init(this.stage, null,
      { renderer: this.table.rows.length > 4000 ? "canvas" : "svg", width: 300, height: 300 });
    this.chart.on("datazoom", () => this.retick());
    this.chart.getZr().on("mousemove", event => this.plot.pointer = event.offsetY);
    this.plot.pixelOf = (panel, at) => this.chart.convertToPixel({ xAxisIndex: panel, yAxisIndex: panel }, at)[1];
    this.makeTools();
    this.makeLegend();
    this.makeTable();
    this.draw();
    new ResizeObserver(() => {
      if (this.stage.clientWidth !== this.plot.width && !printing) this.draw();
    }).observe(this.stage);
  }

  draw(width = this.stage.clientWidth) {
    if (width === 0) return;
    this.legend.forEach((button, index) => {
      const { color, dash } = this.spec.keys[index];
      button.firstChild.style.color = tone(color.slice(1));
      button.firstChild.dataset.dash = Array.isArray(dash) ? "dashdot" : dash ?? "";
    });
    const option = this.plot.complete(width);
    this.chart.resize({ width, height: this.plot.height });
    this.chart.setOption(option, { notMerge: true });
    this.zoomer.setAttribute("aria-pressed", "false");
  }

  // Marks of the axes for what is visible after zooming.
  retick() {
    const marks = name => this.spec.option[name].map((axis, index) => {
      if (!axis.lab) return {};
      const ticks = this.plot.ticks(axis, ...this.chart.getModel().getComponent(name, index).axis.scale.getExtent());
      return { axisTick: { customValues: ticks }, axisLabel: { customValues: ticks } };
    });
    this.chart.setOption({ xAxis: marks("xAxis"), yAxis: marks("yAxis") });
  }

  makeTools() {
    const tools = element("div", "tools");
    const button = (text, title, act, pressed) => {
      const made = element("button", "", text);
      made.type = "button";
      made.title = title;
      if (pressed !== undefined) made.setAttribute("aria-pressed", pressed);
      made.addEventListener("click", () => act(made));
      tools.append(made);
      return made;
    };
    for (const [name, axes] of [["x", this.spec.option.xAxis], ["y", this.spec.option.yAxis],
      ["colour", this.spec.value ? [this.spec.value] : []]]) {
      const able = axes.filter(axis => axis.lab?.linear && axis.lab?.log);
      if (able.length) {
        button(`log ${name}`, `Show ${axes[0].name || name} on a logarithmic or a linear scale`, made => {
          const next = made.getAttribute("aria-pressed") !== "true";
          able.forEach(axis => this.plot.isLog.set(axis, next));
          made.setAttribute("aria-pressed", next);
          this.draw();
        }, this.plot.isLog.get(able[0]));
      }
    }
    this.zoomer = button("zoom", "Draw a box over what to enlarge; or scroll with Ctrl held", made =>
      this.setZooming(made.getAttribute("aria-pressed") !== "true"), false);
    button("whole", "Show all of it again", () => this.draw());
    button("PNG", "Save the chart as a picture", () => savePicture(this));
    button("CSV", "Save the data behind the chart", () =>
      save(new Blob([this.csv], { type: "text/csv" }), this.figure.dataset.file + ".csv"));
    this.stage.before(tools);
  }

  setZooming(on) {
    this.zoomer.setAttribute("aria-pressed", on);
    this.chart.dispatchAction({ type: "takeGlobalCursor", key: "dataZoomSelect", dataZoomSelectActive: on });
  }

  makeLegend() {
    const legend = element("div", "legend");
    this.legend = this.spec.keys.map((key, index) => {
      const made = element("button", "", "");
      made.type = "button";
      made.title = "Switch off or on";
      made.setAttribute("aria-pressed", "true");
      made.append(element("i", key.dash ? "line" : "area"), element("span", "", key.name || "(no name)"));
      made.addEventListener("click", () => {
        const off = !this.plot.off.delete(index);
        if (off) this.plot.off.add(index);
        made.setAttribute("aria-pressed", !off);
        this.chart.dispatchAction({ type: off ? "legendUnSelect" : "legendSelect", name: String(index) });
      });
      legend.append(made);
      return made;
    });
    if (this.spec.keys.length > 1 || this.spec.keys[0]?.name) this.stage.before(legend);
  }

  // The text of the CSV becomes a table when it is opened.
  makeTable() {
    const details = this.figure.querySelector("details.data");
    details.addEventListener("toggle", () => {
      const pre = details.querySelector("pre");
      if (!pre) return;
      const table = element("table", "");
      const head = table.createTHead().insertRow();
      for (const [column, header] of this.table.headers.entries()) {
        const isNumber = this.table.rows.some(row => !Number.isNaN(toNumber(row[column])));
        const cell = element("th", isNumber ? "num" : "", header);
        cell.scope = "col";
        head.append(cell);
      }
      const body = table.createTBody();
      for (const row of this.table.rows.slice(0, 2000)) {
        const line = body.insertRow();
        for (const cell of row) line.append(element("td", Number.isNaN(toNumber(cell)) ? "" : "num", cell));
      }
      const scroll = element("div", "scroll");
      scroll.tabIndex = 0;
      scroll.append(table);
      pre.replaceWith(scroll);
      if (this.table.rows.length > 2000) {
        scroll.after(element("p", "small", `The first 2,000 of ${this.table.rows.length} rows; the CSV has all.`));
      }
    });
  }
}
