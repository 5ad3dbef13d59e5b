// Series, completed: their data, where they leave the plot, what a pointer over them says.
function completeSeries(plot, series) {
  const { lab } = series;
  const x = plot.spec.option.xAxis[series.xAxisIndex];
  const y = plot.spec.option.yAxis[series.yAxisIndex];
  const shared = { ...plot.paint(series), name: lab.key >= 0 ? String(lab.key) : " " };
  if (lab.references) return { ...shared, markLine: references(plot, lab.references, x, y) };
  const data = dataOf(plot, lab, x, y);
  switch (series.type) {
    case "custom":
      return custom(plot, series, shared, data, y);
    case "bar":
      return { ...shared, ...bars, data, stackStrategy: "positive", encode: lab.lies ? { x: 1, y: 0 } : { x: 0, y: 1 },
        itemStyle: { borderColor: tone("ground"), borderWidth: data.length > 30 ? 0 : 0.5 } };
    case "heatmap":
      return heat(plot, shared, data);
    default:
      return { ...shared, data, itemStyle: { color: shared.color }, clip: true, emphasis: { disabled: true },
        lineStyle: { ...shared.lineStyle, color: shared.color },
        markPoint: lab.diverged ? leaving(plot, shared.color, data, plot.bounds(y), plot.isLog.get(y)) : undefined };
  }
}

function rowsOf(lab) {
  return Array.isArray(lab.rows) ? lab.rows
    : Array.from({ length: lab.rows.count }, (_, index) => lab.rows.from + index);
}

// An item per row: places on axes of names, the columns' numbers, and at the end the row itself. What lies far outside
// of a linear axis is brought nearer, so that pixels stay numbers; the pointer shows what the table says.
function dataOf(plot, lab, x, y) {
  if (lab.points) return lab.points.filter(point => point.every(Number.isFinite));
  const numbers = x.lab ? x : y;
  const along = (lab.at ? [numbers, numbers] : lab.shape === "bin" ? [x, x, y] : [x, y, y]).map(axis => {
    if (!axis.lab) return [-1e300, 1e300];
    const [min, max] = plot.bounds(axis);
    const far = 1e5 * (max - min);
    return plot.isLog.get(axis) ? [1e-300, 1e300, true] : [min - far, max + far];
  });
  return rowsOf(lab).map((row, index) => [
    ...(lab.at ?? []).map(list => list[index]),
    ...lab.columns.map((column, axis) => {
      const value = toNumber(plot.table.rows[row][column]);
      const [min, max, log] = along[axis];
      return Math.abs(value) <= 1e300 && !(log && value < min) ? Math.min(Math.max(value, min), max) : "-";
    }),
    row,
  ]);
}

function custom(plot, series, shared, data, y) {
  const { shape, with: settings } = series.lab;
  const all = { ...settings, base: y.lab ? plot.bounds(y)[0] : 0, turned: plot.names.turnedOwn };
  const style = shape === "whisker" ? { stroke: shared.color, lineWidth: 1.2, fill: "none" }
    : shape === "name" ? { fill: shared.color }
    : { fill: shared.color, opacity: shape === "band" ? 0.2 : all.isClear ? 0.45 : 1 };
  const items = shape === "band" ? unbroken(data) : data;
  return {
    ...shared,
    clip: shape !== "name",
    data: shape === "band" ? items.map(run => run[0]) : items,
    encode: shape === "span" ? { x: [1, 2], y: 0 } : shape === "bin" ? { x: [0, 1], y: 2 } : undefined,
    emphasis: { disabled: true },
    renderItem(within, api) {
      const item = items[within.dataIndex];
      if (shape !== "whisker" && shape !== "name" && item.includes("-")) return undefined;
      const drawn = shapes[shape](item, api, within.coordSys, { ...all, name: settings.names?.[within.dataIndex] });
      return drawn && styled(drawn, style);
    },
  };
}

function styled(drawn, style) {
  return drawn.children
    ? { ...drawn, children: drawn.children.map(child => styled(child, style)) }
    : { ...drawn, style: { ...style, ...drawn.style } };
}

function unbroken(data) {
  const runs = [[]];
  for (const item of data) {
    if (item.includes("-")) runs.push([]);
    else runs.at(-1).push(item);
  }
  return runs.filter(run => run.length > 1);
}

function heat(plot, shared, data) {
  const { option, value } = plot.spec;
  const log = plot.isLog.get(value);
  const wide = (plot.width - 120) / option.xAxis[0].data.length;
  const { min, max } = plot.colors(option.visualMap);
  const isTwoSided = value.lab.centre !== null;
  return {
    ...shared,
    data: data.map(([column, row, number, index]) => {
      const shown = number === "-" || (log && number <= 0) ? "-" : log ? Math.log10(number) : number;
      const place = (shown - min) / (max - min);
      const isLight = isTwoSided ? Math.abs(place - 0.5) < 0.3 : place > 0.55;
      return { value: [column, row, shown, index], label: { color: isLight ? "#1b1f24" : "#ffffff" } };
    }),
    itemStyle: { borderColor: tone("ground"), borderWidth: data.length > 400 ? 0 : 1 },
    label: { show: wide > 38 && data.length <= 600, fontSize: small, formatter: item => {
      const number = toNumber(plot.table.rows[item.value[3]][2]);
      return Number.isFinite(number) ? format(number / value.lab.divisor, 3) : "";
    } },
  };
}

function references(plot, lines, x, y) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { type: "dashed", color: tone("muted"), width: 1 },
    label: { position: "insideEndTop", color: tone("muted"), fontSize: small, formatter: line => line.name },
    data: lines.filter(line => "xAxis" in line
      ? line.xAxis > 0 || !plot.isLog.get(x) : line.yAxis > 0 || !plot.isLog.get(y)),
  };
}

// The mark of a curve that diverges: an arrow at the edge that it leaves through for good, or a cross where it stops.
function leaving(plot, color, data, [min, max], log) {
  const points = data.filter(point => !point.includes("-"));
  if (points.length === 0) return undefined;
  const last = points.findLastIndex(([, y]) => y >= min && y <= max);
  const on = value => log ? Math.log(value) : value;
  const cross = "path://M-5,-4L-4,-5L0,-1L4,-5L5,-4L1,0L5,4L4,5L0,1L-4,5L-5,4L-1,0Z";
  let mark = { coord: points.at(-1).slice(0, 2), symbol: cross };
  if (last < points.length - 1) {
    const [x, y] = points[last + 1];
    const edge = y > max ? max : min;
    const from = points[last] ?? [x, edge];
    const share = y === from[1] ? 1 : (on(edge) - on(from[1])) / (on(y) - on(from[1]));
    mark = { coord: [from[0] + share * (x - from[0]), edge], symbol: "triangle", symbolRotate: y > max ? 0 : 180,
      symbolOffset: [0, y > max ? 6 : -6] };
  }
  return { silent: true, animation: false, label: { show: false }, symbolSize: 11, itemStyle: { color }, data: [mark] };
}

// ---- what a pointer says

function tooltip(plot) {
  return {
    trigger: plot.spec.hover === "nearest" ? "axis" : "item",
    confine: true,
    axisPointer: { type: "line", lineStyle: { color: tone("axis"), type: "solid" } },
    backgroundColor: tone("ground"),
    borderColor: tone("axis"),
    padding: [6, 10],
    textStyle: { color: tone("ink"), fontSize: normal },
    formatter: at => Array.isArray(at) ? nearestTip(plot, at[0])
      : Array.isArray(at.value) && at.componentType === "series" ? rowTip(plot.table, at.value.at(-1)) : "",
  };
}

// All columns of a row, with all their digits.
function rowTip(table, row) {
  const tip = element("table", "tip");
  table.headers.forEach((header, column) => {
    const cell = table.rows[row][column];
    if (cell !== "") {
      const line = tip.insertRow();
      line.append(element("th", "", header), element("td", "", cell));
    }
  });
  return tip;
}

// What every curve of a panel says next to the pointer; of the one that is nearest its band and its seeds, too.
function nearestTip(plot, { axisValue, seriesIndex }) {
  const { keys, option } = plot.spec;
  const { headers } = plot.table;
  const panel = option.series[seriesIndex].xAxisIndex;
  const tip = element("table", "tip");
  tip.append(element("caption", "", `${headers[1]} ${axisValue}`));
  const curves = curvesAt(plot, panel, axisValue);
  const height = ({ row, lab }) => Math.abs(plot.pixelOf(panel, [row[1], row[lab.columns[1]]].map(Number)) - plot.pointer);
  const nearest = curves.toSorted((one, other) => height(one) - height(other))[0];
  for (const curve of curves) {
    const { row, lab } = curve;
    const { name, color } = keys[lab.key];
    const line = tip.insertRow();
    const value = element("td", "", row[lab.columns[1]]);
    const details = [
      Number(row[1]) === axisValue ? "" : `at ${row[1]}`,
      ...curve === nearest ? moreOf(headers, row) : [],
    ];
    details.filter(text => text !== "").forEach(text => value.append(element("small", "", text)));
    line.append(element("th", "", name), value);
    line.firstChild.style.borderColor = tone(color.slice(1));
  }
  return tip;
}

// The row of each curve that is switched on which is next to a value of the horizontal axis.
function curvesAt(plot, panel, value) {
  const { rows } = plot.table;
  return plot.spec.option.series
    .filter(({ type, xAxisIndex, lab }) => type === "line" && xAxisIndex === panel && lab.columns?.length
      && !lab.points && !plot.off.has(lab.key))
    .flatMap(({ lab }) => {
      const distance = row => Math.abs(toNumber(rows[row][1]) - value);
      const known = rowsOf(lab).filter(row => !Number.isNaN(distance(row)));
      return known.length === 0 ? []
        : [{ lab, row: rows[known.reduce((best, row) => distance(row) < distance(best) ? row : best)] }];
    });
}

// The band and the seeds of a row.
function moreOf(headers, row) {
  const seeds = headers.flatMap((header, column) =>
    /^(seed|run) /.test(header) && row[column] !== "" ? [`${header}: ${row[column]}`] : []);
  return headers[3] === "lower edge" && row[3] !== "" ? [`${row[3]} … ${row[4]}`, ...seeds] : seeds;
}
