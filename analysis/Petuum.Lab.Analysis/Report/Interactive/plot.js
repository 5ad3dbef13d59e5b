// What is in a plot: the option that C# wrote, completed for a theme, a width, and what the reader has chosen.
class Plot {
  constructor(spec, table) {
    this.spec = spec;
    this.table = table;
    const axes = [...spec.option.xAxis, ...spec.option.yAxis, ...spec.value ? [spec.value] : []];
    this.isLog = new Map(axes.filter(axis => axis.lab).map(axis => [axis, axis.lab.isLog]));
    this.off = new Set();
  }

  // The whole option; sets the height that it needs.
  complete(width) {
    this.width = width;
    const { option, panels = [""], keys } = this.spec;
    const grids = this.layout(panels);
    return {
      ...this.paint(option),
      animation: false,
      textStyle: { fontFamily: family(), fontSize: normal, color: tone("ink") },
      grid: grids,
      title: this.titles(panels, grids),
      xAxis: option.xAxis.map((axis, index) => this.axis(axis, true, grids[index])),
      yAxis: option.yAxis.map((axis, index) => this.axis(axis, false, grids[index])),
      series: option.series.map(series => completeSeries(this, series)),
      legend: { show: false, data: keys.map((_, index) => String(index)),
        selected: Object.fromEntries(keys.map((_, index) => [String(index), !this.off.has(index)])) },
      tooltip: tooltip(this),
      toolbox: { itemSize: 0, showTitle: false, left: -100, feature: { dataZoom: { filterMode: "none" } } },
      dataZoom: [{ type: "inside", xAxisIndex: option.xAxis.map((_, index) => index), filterMode: "none",
        zoomOnMouseWheel: "ctrl", moveOnMouseMove: "shift", moveOnMouseWheel: false, preventDefaultMouseMove: false }],
      ...this.spec.value ? { visualMap: this.colors(option.visualMap) } : {},
    };
  }

  // Colours stand in options by their names: @blue.
  paint(part) {
    if (Array.isArray(part)) return part.map(item => this.paint(item));
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(Object.entries(part).filter(([name]) => name !== "lab").map(([name, value]) =>
      [name, name === "color" && typeof value === "string" && value.startsWith("@")
        ? tone(value.slice(1)) : this.paint(value)]));
  }

  layout(panels) {
    const { rows, lies, option } = this.spec;
    const most = Math.min(panels.length, Math.max(1, Math.floor(this.width / 260)));
    const columns = Math.ceil(panels.length / Math.ceil(panels.length / most));
    const wide = this.width / columns;
    const lanes = rows ?? (lies ? option.yAxis[0].data.length : 0);
    const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
    const names = option.xAxis.some(axis => axis.data) ? this.fitNames(option.xAxis, wide) : { height: 0 };
    this.names = names;
    const aside = Math.min(this.width * 0.36, 260);
    this.sides = option.yAxis.map(axis => (axis.data ?? []).map(name => wrap(name, aside)));
    const above = (panels[0] ? 22 : 0) + (this.yTitle(0) ? 26 : 10);
    const below = names.height + (option.xAxis[0].name ? 32 : 8) + (this.spec.value ? 62 : 0);
    const lines = Math.max(1, ...this.sides.flat().map(name => name.split("\n").length));
    const lane = this.spec.value ? Math.max(30, lines * 16) : Math.max(lies ? 30 : 24, lines * 16 + 4);
    const inner = lanes > 0 ? clamp(lanes * lane, 90, 900)
      : printing ? 190 : clamp(wide * (panels.length > 1 ? 0.6 : 0.5), 200, 360);
    const tall = above + inner + below + (panels.length > 1 ? 26 : 14);
    this.height = Math.round(tall * Math.ceil(panels.length / columns));
    return panels.map((_, index) => {
      const side = this.sides[index].length === 0 ? 0 : 12 + Math.max(...this.sides[index].map(name => widthOf(name)));
      return {
        left: (index % columns) * wide + 6 + side,
        top: Math.floor(index / columns) * tall + above,
        width: wide - 32 - side,
        height: inner + (side > 0 ? 0 : names.height + 14),
        containLabel: side === 0,
      };
    });
  }

  // How the names below bars fit: in a line, or turned.
  fitNames(axes, wide) {
    const count = Math.max(...axes.map(axis => axis.data.length));
    const slot = (wide - 70) / count;
    const longest = Math.max(...axes.flatMap(axis => axis.data).map(name => widthOf(name)));
    const custom = this.spec.option.series.filter(series => series.lab?.shape === "name");
    const slots = custom[0]?.lab.with.slots ?? 1;
    const own = Math.max(0, ...custom.flatMap(series => series.lab.with.names).map(name => widthOf(name, small)));
    const turnedOwn = own + 4 > slot / slots;
    const numbers = axes.every(axis => axis.data.every(name => /^[-−\d.]+$/.test(name)));
    const turned = longest + 6 > slot && !numbers;
    const margin = own === 0 ? 8 : 10 + (turnedOwn ? own : small + 3);
    return { turned, turnedOwn, margin, all: !numbers, height: margin + (turned ? Math.min(longest, 150) : 6) };
  }

  yTitle(index) {
    const { option, panels = [""], lies } = this.spec;
    const axis = lies ? { name: option.yAxis[index].name } : option.yAxis[index];
    return axis.name === panels[index] ? "" : axis.name;
  }

  titles(panels, grids) {
    return panels.flatMap((panel, index) => {
      const text = { width: grids[index].width, overflow: "truncate" };
      const at = { left: grids[index].left - 4 - (this.sides[index].length && !this.spec.lies ? 6 : 0), padding: 2 };
      const second = this.yTitle(index);
      return [
        ...panel ? [{ ...at, text: panel, top: grids[index].top - (second ? 46 : 27),
          textStyle: { fontSize: 13, fontWeight: 600, color: tone("ink"), ...text } }] : [],
        ...second ? [{ ...at, text: second, top: grids[index].top - 24,
          textStyle: { fontSize: normal, fontWeight: 400, color: tone("muted"), ...text } }] : [],
      ];
    });
  }

  axis(axis, horizontal, grid) {
    const label = { color: tone("muted"), fontSize: normal, hideOverlap: true };
    const shared = {
      ...this.paint(axis),
      name: horizontal ? axis.name : "",
      nameLocation: "middle",
      nameGap: 14 + (horizontal && !axis.lab ? this.names.height : 14),
      nameTextStyle: { color: tone("muted"), fontSize: normal, width: grid.width, overflow: "truncate" },
      axisLine: { show: horizontal || !axis.lab, onZero: false, lineStyle: { color: tone("axis") } },
      axisTick: { show: Boolean(horizontal && axis.lab), lineStyle: { color: tone("axis") } },
      splitLine: { show: Boolean(axis.lab) && !(horizontal && this.spec.option.yAxis[0].data && !this.spec.lies),
        lineStyle: { color: tone("grid") } },
    };
    if (!axis.lab) {
      const tilted = horizontal && this.names.turned;
      return { ...shared, data: horizontal ? axis.data : this.sides[axis.gridIndex],
        axisLabel: { ...label, interval: !horizontal || this.names.all ? 0 : "auto",
          hideOverlap: horizontal && !this.names.all, lineHeight: 14,
          rotate: tilted ? 90 : 0, margin: horizontal ? this.names.margin : 8,
          width: tilted ? 150 : undefined, overflow: tilted ? "truncate" : "none" } };
    }
    const log = this.isLog.get(axis);
    const [min, max] = this.bounds(axis);
    const ticks = this.ticks(axis, min, max, horizontal ? grid.width / 80 : 5);
    return { ...shared, type: log ? "log" : "value", logBase: 10, min, max, minInterval: undefined,
      axisTick: { ...shared.axisTick, customValues: ticks },
      axisLabel: { ...label, customValues: ticks,
        formatter: value => format(value / axis.lab.divisor, log ? 6 : 10) } };
  }

  // Where the marks of an axis of numbers stand: at the swept values, or at round ones.
  ticks(axis, min, max, parts = 5) {
    return axis.lab.ticks ?? (this.isLog.get(axis) ? logTicks(min, max)
      : linearTicks(min, max, Math.min(Math.max(parts, 3), 8), axis.minInterval));
  }

  // The scale of a heat map's colours.
  colors(map) {
    const { lab } = this.spec.value;
    const log = this.isLog.get(this.spec.value);
    const on = value => log ? Math.log10(value) : value;
    let [min, max] = (log ? lab.log : lab.linear).map(on);
    const isOne = max - min <= Math.abs(max) * 1e-9;
    if (isOne) [min, max] = [min - (Math.abs(min) / 2 || 1), max + (Math.abs(max) / 2 || 1)];
    if (lab.centre !== null && !(log && lab.centre <= 0)) {
      const reach = Math.max(max - on(lab.centre), on(lab.centre) - min);
      [min, max] = [on(lab.centre) - reach, on(lab.centre) + reach];
    }
    return { ...map, min, max, calculable: true, orient: "horizontal",
      left: "center", bottom: 4, itemWidth: 12, itemHeight: Math.min(240, this.width * 0.4), precision: 6,
      textStyle: { color: tone("muted"), fontSize: small },
      formatter: value => format((log ? 10 ** value : value) / lab.divisor, 4) };
  }

  // The bounds that an axis of numbers has now.
  bounds(axis) {
    return this.isLog.get(axis) ? logBounds(axis.lab.log ?? [1, 10], axis.lab)
      : linearBounds(axis.lab.linear ?? [0, 1], axis.lab);
  }
}
